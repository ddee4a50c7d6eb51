package dev.flowguard.agent.spi;

import dev.flowguard.rules.inspection.Inspection.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A body in memory, with the steps in which the caller wrote it, so that they can be replayed: for
 * HTTP/1.1 the chunk sizes depend on them.
 *
 * <p>For one thread at a time; {@link #isStalled} for any. Memory is returned only by {@link
 * #release}: every path of a gate must call it.
 */
public final class HeldBody {
  /** The most bytes that one body may hold: 16 MiB. */
  public static final int MAX_BYTES = 16 << 20;

  private static final int FLUSH = -1;
  private static final int CLOSE = -2;
  private static final int FIRST_CAPACITY = 1024;

  /** Bytes that the record of one step takes. */
  private static final int STEP_BYTES = 4;

  private final BodyBudget budget;
  private final Deadlines.Span time;
  private byte[] bytes = new byte[0];
  private int length;
  private int[] steps = new int[8];
  private int stepCount;
  private long taken;
  private int limit = MAX_BYTES;
  private volatile Deadlines.@Nullable Deadline deadline;

  /**
   * A recorder.
   *
   * @param budget that all held bodies share
   * @param time how long a body may take to be whole
   */
  public HeldBody(BodyBudget budget, Deadlines.Span time) {
    this.budget = budget;
    this.time = time;
  }

  /**
   * Begins the time within which the body must be whole ({@code hold.seconds}): when its head would
   * leave, or has left. Ended by {@link #whole} and {@link #release}; has no effect once begun.
   *
   * @param stalled run once by a thread of the guard if the body is not whole by then; may still
   *     come a moment after {@link #whole} or {@link #release}
   */
  public void expectWhole(Runnable stalled) {
    if (deadline == null) {
      deadline = time.begin(stalled);
    }
  }

  /** All of the body is here: there is nothing more to wait for. */
  public void whole() {
    Deadlines.Deadline begun = deadline;
    if (begun != null) {
      begun.end();
    }
  }

  /** Begins the time for a body whose every write is looked at by {@link #write}. */
  public void expectWhole() {
    expectWhole(() -> {});
  }

  /**
   * Lifts the limit of time, for a body that cannot be written twice and so must be held on. It is
   * not stalled any more.
   */
  public void stopClock() {
    whole();
    deadline = null;
  }

  /** True if the body was not whole in time, also when it is whole now. */
  public boolean isStalled() {
    Deadlines.Deadline begun = deadline;
    return begun != null && begun.isOver();
  }

  /** Where the steps go when they are replayed. */
  public interface Steps {
    void write(byte[] bytes, int offset, int length) throws IOException;

    void flush() throws IOException;

    void close() throws IOException;
  }

  /**
   * Records one write. Returns null, or why the bytes were not taken: {@link Reason#TOO_LARGE}
   * above {@link #MAX_BYTES}, {@link Reason#MEMORY} above the budget of all held bodies, {@link
   * Reason#STALLED} when the time is over.
   */
  public @Nullable Reason write(byte[] from, int offset, int count) {
    if (isStalled()) {
      return Reason.STALLED;
    }
    if (count > limit - length) {
      return Reason.TOO_LARGE;
    }
    if (!ensure(length + count) || !ensureSteps()) {
      return Reason.MEMORY;
    }
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
    step(count);
    return null;
  }

  /** Records a flush; one right after another changes nothing and is not kept. */
  public void flush() {
    stepOnce(FLUSH);
  }

  /** Records a close, under the same conditions. */
  public void close() {
    stepOnce(CLOSE);
  }

  /**
   * Lifts the limit for one body, for a body that cannot be written twice and so must be held on
   * although it is too large to be judged; the common budget still holds.
   */
  public void liftLimit() {
    limit = Integer.MAX_VALUE - 8;
  }

  /** Bytes held so far. */
  public int length() {
    return length;
  }

  /** All bytes, for the judgement. */
  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Does the recorded steps again, in order. May be called more than once. */
  public void replay(Steps to) throws IOException {
    int at = 0;
    for (int i = 0; i < stepCount; i++) {
      int step = steps[i];
      if (step == FLUSH) {
        to.flush();
      } else if (step == CLOSE) {
        to.close();
      } else {
        to.write(bytes, at, step);
        at += step;
      }
    }
  }

  /** The same into a stream. */
  public void replay(OutputStream to) throws IOException {
    replay(
        new Steps() {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length == 1) {
              to.write(bytes[offset]);
            } else {
              to.write(bytes, offset, length);
            }
          }

          @Override
          public void flush() throws IOException {
            to.flush();
          }

          @Override
          public void close() throws IOException {
            to.close();
          }
        });
  }

  /** Gives the memory back; the body is empty afterwards. */
  public void release() {
    stopClock();
    budget.giveBack(taken);
    taken = 0;
    bytes = new byte[0];
    length = 0;
    steps = new int[8];
    stepCount = 0;
  }

  private boolean ensure(int needed) {
    if (needed <= bytes.length) {
      return true;
    }
    long capacity = Math.max(FIRST_CAPACITY, bytes.length);
    while (capacity < needed) {
      // Doubling a large one could take all of the budget for a few bytes more.
      capacity += capacity < MAX_BYTES / 2 ? capacity : capacity / 4;
    }
    int grown = (int) Math.min(capacity, limit);
    int more = grown - bytes.length;
    if (!budget.take(more)) {
      return false;
    }
    try {
      bytes = Arrays.copyOf(bytes, grown);
    } catch (OutOfMemoryError e) {
      budget.giveBack(more);
      return false;
    }
    taken += more;
    return true;
  }

  /** Makes room for a write, a flush and a close: steps of a byte each take more than the bytes. */
  private boolean ensureSteps() {
    if (stepCount + 3 <= steps.length) {
      return true;
    }
    int more = steps.length;
    if (!budget.take((long) more * STEP_BYTES)) {
      return false;
    }
    try {
      steps = Arrays.copyOf(steps, steps.length + more);
    } catch (OutOfMemoryError e) {
      budget.giveBack((long) more * STEP_BYTES);
      return false;
    }
    taken += (long) more * STEP_BYTES;
    return true;
  }

  private void stepOnce(int step) {
    if (stepCount == 0 || steps[stepCount - 1] != step) {
      if (stepCount == steps.length) {
        steps = Arrays.copyOf(steps, stepCount * 2);
      }
      step(step);
    }
  }

  private void step(int step) {
    steps[stepCount++] = step;
  }

  /** Sizes only. */
  @Override
  public String toString() {
    return "HeldBody[" + length + " bytes in " + stepCount + " steps]";
  }
}
