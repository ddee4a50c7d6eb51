package dev.flowguard.rules.provenance;

/** An open-addressed set of hashes. Not thread-safe; the owner locks. */
final class LongSet {
  private long[] places = new long[256];
  private int size;

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
      long[] old = places;
      places = new long[old.length * 2];
      size = 0;
      for (long each : old) {
        if (each != 0) {
          insert(each);
        }
      }
    }
    insert(hash);
  }

  private void insert(long hash) {
    int at = (int) hash & places.length - 1;
    while (places[at] != 0) {
      at = at + 1 & places.length - 1;
    }
    places[at] = hash;
    size++;
  }

  int size() {
    return size;
  }

  long bytes() {
    return places.length * 8L;
  }
}
