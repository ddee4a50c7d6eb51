package dev.flowguard.rules.vocabulary;

import java.time.Duration;

/** For how long captured values may be known. */
public final class Retention {
  /** Where a category says nothing. */
  public static final Duration DEFAULT = Duration.ofHours(24);

  /** The shortest that a category may ask for. */
  public static final Duration SHORTEST = Duration.ofMinutes(1);

  /** The longest that a category may ask for. */
  public static final Duration LONGEST = Duration.ofDays(365);

  private Retention() {}
}
