package dev.flowguard.rules.provenance;

import org.jspecify.annotations.Nullable;

/**
 * The hash functions of one process. They are made for the first value that is hashed: the JDK's
 * source of random numbers would cost each start. Thread-safe.
 */
final class Keys {
  private volatile @Nullable Keyed keyed;

  Keyed get() {
    Keyed now = keyed;
    return now == null ? made() : now;
  }

  private synchronized Keyed made() {
    Keyed now = keyed;
    if (now == null) {
      now = new Keyed();
      keyed = now;
    }
    return now;
  }
}
