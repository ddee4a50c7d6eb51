package dev.flowguard.rules.provenance;

/**
 * Bytes in a second, averaged over the last quarter of an hour or so: what came earlier counts for
 * less and less. Not thread-safe; the owner locks.
 */
final class Rate {
  private static final double SPAN_MILLIS = 15 * 60 * 1000.0;

  private static final double LONGEST = 100.0 * 365 * 24 * 60 * 60 * 1000;

  private final long startedAt;
  private long countedAt;
  private double count;

  Rate(long now) {
    startedAt = now;
    countedAt = now;
  }

  Rate(Rate other) {
    startedAt = other.startedAt;
    countedAt = other.countedAt;
    count = other.count;
  }

  void add(long now, long bytes) {
    count = decayed(now) + bytes;
    countedAt = now;
  }

  private double decayed(long now) {
    return now == countedAt ? count : count * Math.exp((countedAt - now) / SPAN_MILLIS);
  }

  /** Milliseconds in which so many bytes come, or -1 if hardly any do. */
  long millisFor(double bytes, long now) {
    double seen = SPAN_MILLIS * -Math.expm1((startedAt - now - 1_000) / SPAN_MILLIS);
    double perMilli = decayed(now) / seen;
    double millis = bytes / perMilli;
    return millis < LONGEST ? (long) millis : -1;
  }
}
