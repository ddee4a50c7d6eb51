package dev.flowguard.rules.screen;

import dev.flowguard.rules.request.RequestUrl;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How often the screen is of use for requests of one kind: to one path, ids in it left out. A
 * request that the screen is not sure of is read twice, so where most are, the screen looks at one
 * of {@value #SAMPLE} only, until most of those are clean again.
 *
 * <p>Holds {@value #KINDS} numbers; kinds that share one share their odds. Thread-safe: a count
 * that is lost to another thread is of no importance.
 */
final class Odds {
  static final int SAMPLE = 16;

  private static final int KINDS = 1 << 8;

  /** Of 256: about what a look costs of a judgement. */
  private static final int LEAST = 150;

  private static final int SURE = 255;
  private static final int ODDS = 0xff;

  /** A result counts for an eighth. */
  private static final int WEIGHT = 3;

  /**
   * Of each kind: the share of clean answers, and above it the requests that were not looked at.
   */
  private final AtomicIntegerArray kinds = new AtomicIntegerArray(KINDS);

  Odds() {
    for (int i = 0; i < KINDS; i++) {
      kinds.set(i, SURE);
    }
  }

  /** The number of the kind of a request. */
  static int kind(String path) {
    int hash = 0;
    int start = 1;
    while (start < path.length()) {
      int end = path.indexOf('/', start);
      end = end < 0 ? path.length() : end;
      boolean isId = RequestUrl.isId(path, start, end);
      for (int i = isId ? end : start; i < end; i++) {
        hash = hash * 31 + path.charAt(i);
      }
      hash = hash * 31 + '/';
      start = end + 1;
    }
    return (hash ^ hash >>> 8 ^ hash >>> 16) & KINDS - 1;
  }

  /** True if a request of this kind is to be looked at. */
  boolean areGood(int kind) {
    int now = kinds.get(kind);
    if ((now & ODDS) >= LEAST) {
      return true;
    }
    int passed = (now >>> 8) + 1;
    kinds.set(kind, passed << 8 | now & ODDS);
    return passed % SAMPLE == 0;
  }

  /** Counts what a look at a request of this kind has shown. */
  void count(int kind, boolean isClean) {
    int now = kinds.get(kind);
    int odds = now & ODDS;
    int next = isClean ? odds + (SURE - odds + 7 >> WEIGHT) : odds - (odds + 7 >> WEIGHT);
    if (next != odds) {
      kinds.set(kind, now & ~ODDS | next);
    }
  }
}
