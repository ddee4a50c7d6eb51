package dev.flowguard.rules.provenance;

import java.util.Arrays;

/** An open-addressed set of hashes. Not thread-safe; the owner locks. */
final class LongSet {
  private long[] places = new long[256];
  private int size;

  LongSet() {}

  LongSet(LongSet other) {
    places = other.places.clone();
    size = other.size;
  }

  boolean contains(long hash) {
    int at = (int) hash & places.length - 1;
    while (places[at] != 0) {
      if (places[at] == hash) {
        return true;
      }
      at = at + 1 & places.length - 1;
    }
    return false;
  }

  void add(long hash) {
    if (contains(hash)) {
      return;
    }
    if (size >= places.length * 7 / 10) {
      long[] larger = new long[places.length * 2];
      for (long each : places) {
        if (each != 0) {
          insert(larger, each);
        }
      }
      places = larger; // complete: an error on the way changes nothing
    }
    insert(places, hash);
    size++;
  }

  private static void insert(long[] places, long hash) {
    int at = (int) hash & places.length - 1;
    while (places[at] != 0) {
      at = at + 1 & places.length - 1;
    }
    places[at] = hash;
  }

  /** All hashes in their order, which takes less room than the set and needs longer to be asked. */
  long[] sorted() {
    long[] sorted = new long[size];
    int count = 0;
    for (long each : places) {
      if (each != 0) {
        sorted[count++] = each;
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }

  int size() {
    return size;
  }

  long bytes() {
    return places.length * 8L;
  }
}
