package dev.flowguard.rules.provenance;

import dev.flowguard.rules.payload.Leaf;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts of a payload in a row, in canonical form, so that content which is cut over several fields
 * is found as one run; remembers which leaf each character is from.
 */
final class Stream {
  final CanonicalText text = new CanonicalText();
  private final List<Leaf> leaves = new ArrayList<>();
  private int[] starts = new int[64];

  void add(Leaf.Text leaf) {
    if (leaves.size() == starts.length) {
      starts = java.util.Arrays.copyOf(starts, starts.length * 2);
    }
    starts[leaves.size()] = text.length();
    leaves.add(leaf);
    text.append(leaf.value());
  }

  void clear() {
    text.clear();
    leaves.clear();
  }

  int size() {
    return leaves.size();
  }

  /** The leaves that give these characters. */
  List<Leaf> leaves(int start, int end) {
    List<Leaf> touched = new ArrayList<>();
    int i = java.util.Arrays.binarySearch(starts, 0, leaves.size(), start);
    if (i < 0) {
      i = -i - 2;
    }
    for (i = Math.max(0, i); i < leaves.size() && starts[i] < end; i++) {
      int leafEnd = i + 1 < leaves.size() ? starts[i + 1] : text.length();
      if (leafEnd > start && leafEnd > starts[i]) {
        touched.add(leaves.get(i));
      }
    }
    return touched;
  }
}
