package dev.flowguard.agent.thread;

/**
 * Looks whether the heap has room for classes of the guard to be loaded and initialised. A class
 * whose static initialiser ends in an error can never be used again in its loader, so that a heap
 * that was full for a moment would leave the guard broken until a restart. Asked where nothing is
 * half done, so that the same can be tried again later.
 */
public final class HeapRoom {
  /** Heap that may still be used, in bytes, above which it is not tried whether there is room. */
  private static final long PLENTY = 32L << 20;

  /** The most that is tried, in bytes; below half a region of every collector. */
  private static final int MOST = 256 << 10;

  private HeapRoom() {}

  /**
   * Makes sure that there is room.
   *
   * @throws OutOfMemoryError if there is not, and nothing has been done yet
   */
  public static void require() {
    require(MOST);
  }

  /**
   * Makes sure that there is room for more than that.
   *
   * @param bytes to try; less in a heap of which this is more than a thirty-second part
   * @throws OutOfMemoryError if there is not, and nothing has been done yet
   */
  public static void require(int bytes) {
    Runtime runtime = Runtime.getRuntime();
    long most = runtime.maxMemory();
    long left = most - (runtime.totalMemory() - runtime.freeMemory());
    if (left <= PLENTY && new byte[(int) Math.min(bytes, most >> 5)].length == 0) {
      throw new OutOfMemoryError("a heap of no size");
    }
  }
}
