package dev.flowguard.rules.provenance;

/**
 * Fingerprints of one generation: an open-addressed table. Not thread-safe; the owner locks.
 *
 * <p>An entry is a gram's hash, its document, where it stands there, and four bits each of the
 * eight characters before and after it, by which the length of a run is known without keeping any
 * text.
 */
final class GramTable {
  /** Bytes of one place in the table. */
  static final int ENTRY_BYTES = 24;

  /** Entries with the same hash; more of them say only that the phrase is common. */
  private static final int MAX_SAME = 8;

  private long[] hashes = new long[1 << 10];
  private int[] documents = new int[1 << 10];
  private int[] offsets = new int[1 << 10];
  private long[] nibbles = new long[1 << 10];
  private int size;

  int size() {
    return size;
  }

  long bytes() {
    return (long) hashes.length * ENTRY_BYTES;
  }

  /** True if it has entries, and so many more would make it larger than this many bytes. */
  boolean wouldExceed(long most, int more) {
    long bytes = bytes();
    for (long room = hashes.length * 7L / 10; room < (long) size + more; room *= 2) {
      bytes *= 2;
    }
    return size > 0 && bytes > most;
  }

  void add(long hash, int document, int offset, long around) {
    if (size >= hashes.length * 7 / 10) {
      grow();
    }
    insert(hash, document, offset, around);
  }

  private void insert(long hash, int document, int offset, long around) {
    int mask = hashes.length - 1;
    int same = 0;
    int at = (int) hash & mask;
    while (hashes[at] != 0) {
      if (hashes[at] == hash && ++same == MAX_SAME) {
        return;
      }
      at = at + 1 & mask;
    }
    hashes[at] = hash;
    documents[at] = document;
    offsets[at] = offset;
    nibbles[at] = around;
    size++;
  }

  private void grow() {
    long[] oldHashes = hashes;
    int[] oldDocuments = documents;
    int[] oldOffsets = offsets;
    long[] oldNibbles = nibbles;
    int capacity = oldHashes.length * 2;
    hashes = new long[capacity];
    documents = new int[capacity];
    offsets = new int[capacity];
    nibbles = new long[capacity];
    size = 0;
    for (int i = 0; i < oldHashes.length; i++) {
      if (oldHashes[i] != 0) {
        insert(oldHashes[i], oldDocuments[i], oldOffsets[i], oldNibbles[i]);
      }
    }
  }

  /** Puts all hashes into a filter. */
  void addTo(HotFilter filter) {
    for (long hash : hashes) {
      if (hash != 0) {
        filter.add(hash);
      }
    }
  }

  /** The place of the first entry with this hash, or -1. */
  int first(long hash) {
    return from((int) hash & hashes.length - 1, hash);
  }

  /** The place of the next entry with the same hash, or -1. */
  int next(int place) {
    return from(place + 1 & hashes.length - 1, hashes[place]);
  }

  private int from(int start, long hash) {
    int at = start;
    while (hashes[at] != 0) {
      if (hashes[at] == hash) {
        return at;
      }
      at = at + 1 & hashes.length - 1;
    }
    return -1;
  }

  int document(int place) {
    return documents[place];
  }

  int offset(int place) {
    return offsets[place];
  }

  long nibbles(int place) {
    return nibbles[place];
  }
}
