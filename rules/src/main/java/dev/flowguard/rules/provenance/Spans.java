package dev.flowguard.rules.provenance;

import java.util.Arrays;

/** Parts of a text, in order and apart from each other. For one thread. */
final class Spans {
  private static final int[] NOTHING = {};
  private static final int FEWEST = 8;

  private int[] borders = NOTHING;
  private int size;

  /** Adds a part that begins where the last one ends or later; an earlier beginning is cut off. */
  void add(int start, int end) {
    int from = size == 0 ? start : Math.max(start, end(size - 1));
    if (from >= end) {
      return;
    }
    if (size > 0 && from == end(size - 1)) {
      borders[2 * size - 1] = end;
      return;
    }
    if (2 * size == borders.length) {
      borders = Arrays.copyOf(borders, Math.max(FEWEST, 2 * borders.length));
    }
    borders[2 * size] = from;
    borders[2 * size + 1] = end;
    size++;
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  int start(int index) {
    return borders[2 * index];
  }

  int end(int index) {
    return borders[2 * index + 1];
  }

  /** Where the last part ends, or 0. */
  int end() {
    return size == 0 ? 0 : end(size - 1);
  }

  /** True if one part holds all of this. */
  boolean covers(int start, int end) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (end(middle) <= start) {
        low = middle + 1;
      } else if (start(middle) > start) {
        high = middle - 1;
      } else {
        return end(middle) >= end;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "Spans[" + size + "]";
  }
}
