package dev.flowguard.rules.provenance;

import dev.flowguard.rules.provenance.picture.Pictures;
import java.util.HashMap;
import java.util.Map;

/** What was captured within one span of time. Not thread-safe; the owner locks. */
final class Generation {
  /** A captured value with its entry in the map. */
  private static final long DOCUMENT_BYTES = 144;

  /** An entry of a map from a hash to a number. */
  static final long ENTRY_BYTES = 88;

  /** In milliseconds of {@link System#nanoTime()}. */
  final long startedAt;

  /** True for what neither expires nor is evicted. */
  final boolean isPinned;

  /** True once every other fingerprint has been dropped for lack of room. */
  boolean isThin;

  final GramTable grams = new GramTable();
  final Map<Integer, Captured> documents = new HashMap<>();

  /** Documents by the hash of their text as it was captured. */
  final Map<Long, Integer> byValue = new HashMap<>();

  /** Short documents, and short lines of others, by the hash of their canonical text. */
  final GramTable whole = new GramTable();

  final Identifiers identifiers;
  final FileFingerprints files;
  final Cells cells;
  final Pictures pictures = new Pictures();

  Generation(long startedAt, boolean isPinned, Keyed keyed) {
    this.startedAt = startedAt;
    this.isPinned = isPinned;
    this.identifiers = new Identifiers(keyed);
    this.files = new FileFingerprints();
    this.cells = new Cells(keyed);
  }

  /** About how many bytes it holds. */
  long bytes() {
    return grams.bytes()
        + cells.bytes()
        + pictures.bytes()
        + files.bytes()
        + identifiers.bytes()
        + documents.size() * DOCUMENT_BYTES
        + whole.bytes()
        + byValue.size() * ENTRY_BYTES;
  }
}
