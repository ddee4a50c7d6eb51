package dev.flowguard.rules.provenance;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The grams of a text that are kept. For one thread. */
final class Chosen {
  /** Grams of a text that are compared with what is known. */
  private static final int MOST_COMPARED = 512;

  /** Two texts that share one in so many grams of the shorter are of one family. */
  private static final int SHARED = 4;

  private long[] hashes = new long[16];
  private int[] offsets = new int[16];
  private long[] around = new long[16];
  private int size;

  private Chosen() {}

  /**
   * Chooses.
   *
   * @param left parts of which nothing is kept
   */
  static Chosen of(CanonicalText text, Spans left, Keyed keyed) {
    Chosen chosen = new Chosen();
    Winnowing.choose(text, left, keyed, chosen::add);
    return chosen;
  }

  private void add(long hash, int offset, long sides) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * size);
      offsets = Arrays.copyOf(offsets, 2 * size);
      around = Arrays.copyOf(around, 2 * size);
    }
    hashes[size] = hash;
    offsets[size] = offset;
    around[size] = sides;
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

  long around(int index) {
    return around[index];
  }

  /** The family of what is known and shares a quarter of its text, or one of its own. */
  Family family(List<Generation> known, HotFilter filter) {
    int step = 1 + size / MOST_COMPARED;
    @Nullable Family family = null;
    for (Generation generation : known) {
      Map<Integer, Integer> shared = Map.of();
      for (int i = 0; i < size; i += step) {
        if (filter.mayHave(hashes[i])) {
          shared = shared.isEmpty() ? new HashMap<>() : shared;
          count(generation, hashes[i], shared);
        }
      }
      for (Map.Entry<Integer, Integer> each : shared.entrySet()) {
        Captured other = generation.documents.get(each.getKey());
        long grams = (long) each.getValue() * step * (generation.isThin ? 2 : 1);
        if (other != null && grams * SHARED >= Math.min(size, other.grams())) {
          family = family == null ? other.family() : family;
          family.join(other.family());
        }
      }
    }
    return family == null ? new Family() : family.root();
  }

  private static void count(Generation generation, long hash, Map<Integer, Integer> shared) {
    GramTable grams = generation.grams;
    for (int at = grams.first(hash); at >= 0; at = grams.next(at)) {
      shared.merge(grams.document(at), 1, Integer::sum);
    }
  }

  @Override
  public String toString() {
    return "Chosen[" + size + "]";
  }
}
