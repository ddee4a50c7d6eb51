package dev.flowguard.agent.alert;

/**
 * How long to wait after failures: twice as long each time, up to a limit.
 *
 * @param firstMillis after the first failure
 * @param longestMillis the limit
 */
record Backoff(long firstMillis, long longestMillis) {
  /** No receiver is left alone for longer, whatever it asks for. */
  static final long LONGEST_QUIET_MILLIS = 10 * 60_000;

  private static final int MOST_DOUBLINGS = 20;

  /** The wait after so many failures in a row, in milliseconds; 0 after none. */
  long after(int failures) {
    return failures <= 0
        ? 0
        : Math.min(firstMillis << Math.min(failures - 1, MOST_DOUBLINGS), longestMillis);
  }

  /**
   * For how long a receiver that asks for it is left alone, in milliseconds: never shorter than the
   * back-off, and ten minutes at most.
   *
   * @param askedMillis what it asks for; negative if it does not
   */
  long quiet(long askedMillis, int failures) {
    return Math.max(after(failures), Math.min(askedMillis, LONGEST_QUIET_MILLIS));
  }
}
