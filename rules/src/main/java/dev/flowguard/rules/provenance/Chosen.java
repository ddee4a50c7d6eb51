package dev.flowguard.rules.provenance;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/** The grams of a text that are kept. For one thread. */
final class Chosen implements Winnowing.Kept {
  /** Grams of a text that are compared with what is known. */
  private static final int MOST_COMPARED = 512;

  /** Two texts that share one in so many grams of the shorter are of one family. */
  private static final int SHARED = 4;

  private final long[] recent = new long[Winnowing.RING];
  private long[] hashes = {};
  private int[] offsets = {};
  private int size;
  private long[] imprint = Imprint.NONE;

  /** Of no text yet. */
  Chosen() {}

  /**
   * Chooses.
   *
   * @param left parts of which nothing is kept
   */
  static Chosen of(CanonicalText text, Spans left, Keyed keyed) {
    Chosen chosen = new Chosen();
    chosen.choose(text, left, keyed);
    return chosen;
  }

  /** Chooses from another text; what was chosen before is forgotten. */
  void choose(CanonicalText text, Spans left, Keyed keyed) {
    size = 0;
    int expected = Winnowing.expected(text);
    if (hashes.length < expected) {
      hashes = new long[expected];
      offsets = new int[expected];
    }
    Winnowing.choose(text, left, keyed, recent, this);
    imprint = Imprint.of(text, offsets, size, keyed);
  }

  @Override
  public void gram(long hash, int offset) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * size + 1);
      offsets = Arrays.copyOf(offsets, 2 * size + 1);
    }
    hashes[size] = hash;
    offsets[size] = offset;
    size++;
  }

  int size() {
    return size;
  }

  long hash(int index) {
    return hashes[index];
  }

  int offset(int index) {
    return offsets[index];
  }

  /** The {@link Imprint} of the text. */
  long[] imprint() {
    return imprint;
  }

  /** Joins a new value to what is known and shares a quarter of its text. */
  void joinFamily(Captured captured, CanonicalText text, Keyed keyed, Memory memory) {
    int step = 1 + size / MOST_COMPARED;
    Map<Captured, Integer> shared = Map.of();
    for (int i = 0; i < size; i += step) {
      if (memory.filter().mayHave(hashes[i])) {
        GramTable grams = memory.grams;
        for (int at = grams.first(hashes[i]); at >= 0; at = grams.next(at)) {
          if (grams.isGram(at, text, offsets[i], keyed)) {
            shared = shared.isEmpty() ? new IdentityHashMap<>() : shared;
            shared.merge(grams.document(at), 1, Integer::sum);
          }
        }
      }
    }
    if (shared.isEmpty()) {
      return;
    }
    for (Map.Entry<Captured, Integer> each : shared.entrySet()) {
      Captured other = each.getKey();
      long grams = (long) each.getValue() * step * (other.isThin ? 2 : 1);
      if (grams * SHARED >= Math.min(size, other.grams())) {
        captured.join(other);
      }
    }
  }

  @Override
  public String toString() {
    return "Chosen[" + size + "]";
  }
}
