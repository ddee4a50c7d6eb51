package dev.flowguard.rules.inspection;

/**
 * The work that one payload or captured value may cost: steps, and bytes of memory allocated on the
 * way. Both are counted, so that the same request has the same verdict on a busy and on an idle
 * machine; no clock is read.
 *
 * <p>A step is about one byte that a loop looks at once: a third of a nanosecond to two on the
 * machines that this was measured on. Every loop over input charges before it goes on: what it
 * charges may be coarse (a whole value, a chunk), but never less than what it reads.
 *
 * <p>For one thread.
 */
public final class Work {
  private static final long MEBIBYTE = 1 << 20;

  /**
   * What a payload of up to a mebibyte may cost. A small one has as much: it may be put together in
   * many layers.
   *
   * <p>The limits follow from what people send: pages of HTML, scripts and tables of a mebibyte, as
   * they are and compressed, must be judged in full.
   */
  private static final long BASE_STEPS = 256 * MEBIBYTE;

  private static final long BASE_ALLOCATED = 48 * MEBIBYTE;

  /** What each byte beyond the first mebibyte may cost. */
  private static final long STEPS_PER_BYTE = 256;

  private static final long ALLOCATED_PER_BYTE = 48;

  private final long mostSteps;
  private final long mostAllocated;
  private long steps;
  private long allocated;

  /**
   * @param mostSteps that may be charged
   * @param mostAllocated bytes that may be allocated
   */
  public Work(long mostSteps, long mostAllocated) {
    this.mostSteps = mostSteps;
    this.mostAllocated = mostAllocated;
  }

  /** What a payload or captured value of this many bytes may cost in one stage. */
  public static Work forBytes(long bytes) {
    return forBytes(bytes, 0, Long.MAX_VALUE);
  }

  /**
   * The same, with more or less room.
   *
   * @param extraSteps that each byte may cost more
   * @param mostSteps in all
   */
  public static Work forBytes(long bytes, long extraSteps, long mostSteps) {
    long beyond = Math.max(0, bytes - MEBIBYTE);
    long steps = BASE_STEPS + STEPS_PER_BYTE * beyond + extraSteps * bytes;
    return new Work(Math.min(steps, mostSteps), BASE_ALLOCATED + ALLOCATED_PER_BYTE * beyond);
  }

  /** Begins anew, as if nothing had been charged. */
  public void restart() {
    steps = 0;
    allocated = 0;
  }

  /**
   * Charges steps before they are done.
   *
   * @throws UsedUp if that is more than is left; the stage that catches it notes {@code work}
   */
  public void charge(long more) {
    steps += more;
    if (steps > mostSteps) {
      throw UsedUp.INSTANCE;
    }
  }

  /**
   * Charges memory before it is allocated, and the steps of filling it.
   *
   * @throws UsedUp if that is more than is left
   */
  public void allocate(long bytes) {
    allocated += bytes;
    if (allocated > mostAllocated) {
      throw UsedUp.INSTANCE;
    }
    charge(bytes >> 1);
  }

  /** True once more was charged than there was. */
  public boolean isUsedUp() {
    return steps > mostSteps || allocated > mostAllocated;
  }

  /** Steps charged so far. */
  public long steps() {
    return steps;
  }

  /** Bytes charged so far. */
  public long allocated() {
    return allocated;
  }

  @Override
  public String toString() {
    return "Work[" + steps + " of " + mostSteps + ", " + allocated + " of " + mostAllocated + "]";
  }

  /** Ends a stage whose work is used up. One for all, without a stack: it says nothing else. */
  public static final class UsedUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final UsedUp INSTANCE = new UsedUp();

    private UsedUp() {
      super("the counted work is used up", null, false, false);
    }
  }
}
