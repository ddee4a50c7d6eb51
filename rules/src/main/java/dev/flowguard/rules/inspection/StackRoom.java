package dev.flowguard.rules.inspection;

/**
 * Looks whether the running thread has enough stack left. Asked before a judgement or a capture
 * takes a lock on a thread of the application: the locks of the JDK may end with a {@link
 * StackOverflowError} after they were taken (JEP 270 delays the error to the end of their critical
 * section), and then nobody frees them.
 */
public final class StackRoom {
  /**
   * Frames that are tried: with eight arguments each, some 30 KiB where the JVM has compiled this
   * class, and 60 KiB where it has not. A judgement with its record takes 25 KiB at most.
   */
  private static final int FRAMES = 256;

  /** To put something into a queue: some 11 and 22 KiB. A quarter was not enough. */
  private static final int FEW_FRAMES = 96;

  private StackRoom() {}

  /**
   * True if there is enough for a judgement or a capture. Overflows the stack where nothing is held
   * or half done, so that they do not. Takes about a microsecond.
   */
  public static boolean isEnough() {
    try {
      return probe(FRAMES, 1, 2, 3, 4, 5, 6, 7) != 0;
    } catch (StackOverflowError e) {
      return false;
    }
  }

  /**
   * Makes sure that there is enough to leave something to another thread.
   *
   * @throws StackOverflowError if there is not, and nothing has been done yet
   */
  public static void requireSome() {
    if (probe(FEW_FRAMES, 1, 2, 3, 4, 5, 6, 7) == 0) {
      throw new IllegalStateException("a probe is never 0");
    }
  }

  /** All arguments are used after the call returns, and so stay in the frame. */
  private static long probe(int frames, long a, long b, long c, long d, long e, long f, long g) {
    return frames == 0 ? 1 : probe(frames - 1, b, c, d, e, f, g, a) | a + b + c + d + e + f + g;
  }
}
