package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts of a payload in a row, in canonical form, so that content which is cut over several fields
 * is found as one run; remembers which leaf each character is from.
 */
final class Stream implements Siblings.Values {
  private static final int BY_CHANCE = 4;
  private static final int LEAF_STEPS = 16;

  /** Bytes of a leaf with the place where it begins. */
  private static final int LEAF = 8;

  final CanonicalText text;
  private final Work work;
  private final List<Leaf.Text> leaves;
  private int[] starts;

  /**
   * @param leaves expected; more are fine
   * @param chars expected in all
   * @param work charged with what is added
   */
  Stream(int leaves, int chars, Work work) {
    this.work = work;
    work.allocate((long) LEAF * leaves);
    this.leaves = new ArrayList<>(leaves);
    starts = new int[Math.max(64, leaves)];
    text = new CanonicalText(chars, work);
  }

  void add(Leaf.Text leaf) {
    begin(leaf);
    text.append(leaf.value());
  }

  /** Adds a leaf that another stream has in canonical form already. */
  void add(Stream other, int leaf) {
    begin(other.leaf(leaf));
    text.append(other.text, other.start(leaf), other.end(leaf));
  }

  private void begin(Leaf.Text leaf) {
    work.charge(LEAF_STEPS);
    if (leaves.size() == starts.length) {
      starts = Arrays.copyOf(starts, starts.length * 2);
    }
    starts[leaves.size()] = text.length();
    leaves.add(leaf);
  }

  void clear() {
    text.clear();
    leaves.clear();
  }

  @Override
  public int size() {
    return leaves.size();
  }

  @Override
  public int length(int index) {
    return leaf(index).value().length();
  }

  @Override
  public CharSequence value(int index) {
    return leaf(index).value();
  }

  @Override
  public boolean areEqual(int index, int other) {
    return leaf(index).value().equals(leaf(other).value());
  }

  @Override
  public long group(int index) {
    return leaf(index).location().group();
  }

  @Override
  public long number(int index) {
    return leaf(index).location().number();
  }

  @Override
  public int depth(int index) {
    return leaf(index).layers().depth();
  }

  Leaf.Text leaf(int index) {
    return leaves.get(index);
  }

  /** Where the characters of a leaf begin. */
  int start(int index) {
    return starts[index];
  }

  /** Where they end. */
  int end(int index) {
    return index + 1 < leaves.size() ? starts[index + 1] : text.length();
  }

  /** The last leaf that begins at this character or before it. */
  int leafAt(int place) {
    int low = 0;
    int high = leaves.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= place) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /**
   * The leaves that give these characters. One of which the run has only its first or last {@value
   * #BY_CHANCE} is none: so far a run may seem to go on by chance.
   */
  List<Leaf> leaves(int runStart, int runEnd) {
    int start = runStart + BY_CHANCE;
    int end = runEnd - BY_CHANCE;
    List<Leaf> touched = new ArrayList<>();
    int i = Arrays.binarySearch(starts, 0, leaves.size(), start);
    if (i < 0) {
      i = -i - 2;
    }
    for (i = Math.max(0, i); i < leaves.size() && starts[i] < end; i++) {
      if (end(i) > start && end(i) > starts[i]) {
        touched.add(leaves.get(i));
      }
    }
    return touched;
  }
}
