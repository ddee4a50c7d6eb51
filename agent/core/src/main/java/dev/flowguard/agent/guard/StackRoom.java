package dev.flowguard.agent.guard;

/** Looks whether the running thread has enough stack left for a judgement. */
final class StackRoom {
  /**
   * Frames that are tried: with eight arguments each, some 30 KiB where the JVM has compiled this
   * class, and 60 KiB where it has not. A judgement with its record takes 25 KiB at most.
   */
  private static final int FRAMES = 256;

  private StackRoom() {}

  /**
   * True if there is. Overflows the stack where nothing is held or half done, so that a judgement
   * does not. Takes about a microsecond.
   */
  static boolean isEnough() {
    try {
      return probe(FRAMES, 1, 2, 3, 4, 5, 6, 7) != 0;
    } catch (StackOverflowError e) {
      return false;
    }
  }

  /** All arguments are used after the call returns, and so stay in the frame. */
  private static long probe(int frames, long a, long b, long c, long d, long e, long f, long g) {
    return frames == 0 ? 1 : probe(frames - 1, b, c, d, e, f, g, a) | a + b + c + d + e + f + g;
  }
}
