package dev.flowguard.rules.provenance;

import java.util.HashMap;
import java.util.Map;

/** What was captured within one span of time. Not thread-safe; the owner locks. */
final class Generation {
  /** In milliseconds of {@link System#nanoTime()}. */
  final long startedAt;

  final GramTable grams = new GramTable();
  final Map<Integer, Captured> documents = new HashMap<>();

  /** Documents by the hash of their text as it was captured. */
  final Map<Long, Integer> byValue = new HashMap<>();

  /** Short documents by the hash of their canonical text. */
  final Map<Long, Integer> whole = new HashMap<>();

  final Identifiers identifiers;
  final FileFingerprints files;

  Generation(long startedAt, Keyed keyed) {
    this.startedAt = startedAt;
    this.identifiers = new Identifiers(keyed);
    this.files = new FileFingerprints(keyed);
  }
}
