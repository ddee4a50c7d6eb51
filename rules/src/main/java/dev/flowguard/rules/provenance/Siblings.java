package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Groups values that make sense only together: the same field of several elements ({@code
 * events[0].params.q}, {@code events[1].params.q}) and fields that differ in a number ({@code
 * chat_0}, {@code chat_1}), in the order in which they come and in that of their numbers.
 */
final class Siblings {
  /** Longer values are found by themselves; what is cut into pieces is cut into smaller ones. */
  private static final int LONGEST_PIECE = 128;

  private static final int NONE = -1;

  /** Unknown to senders, so that they cannot choose names that all have one place in the table. */
  private static final long KEY = new SecureRandom().nextLong() | 1;

  /** Bytes of a leaf that may have siblings, and the steps of looking whether it may. */
  private static final int SIBLING = 80;

  private static final int STEPS = 4;

  /** Bytes of a leaf's number while a group is sorted. */
  private static final int BOXED = 32;

  private Siblings() {}

  /**
   * Groups of two and more leaves, by their numbers in the row.
   *
   * @param work charged with what is looked at
   */
  static List<int[]> of(Stream row, Work work) {
    work.charge((long) STEPS * row.size());
    int candidates = 0;
    for (int i = 0; i < row.size(); i++) {
      candidates += key(row.leaf(i)) == 0 ? 0 : 1;
    }
    if (candidates < 2) {
      return List.of();
    }
    work.allocate((long) SIBLING * candidates + (long) Integer.BYTES * row.size());
    int places = Integer.highestOneBit(candidates) * 4;
    long[] keys = new long[places];
    int[] first = new int[places];
    int[] last = new int[places];
    int[] count = new int[places];
    int[] next = new int[row.size()];
    for (int i = 0; i < row.size(); i++) {
      next[i] = NONE;
      Leaf.Text leaf = row.leaf(i);
      long key = key(leaf);
      if (key == 0) {
        continue;
      }
      int at = (int) (key * KEY >>> 40) & places - 1;
      while (keys[at] != 0 && keys[at] != key) {
        at = at + 1 & places - 1;
      }
      if (keys[at] == 0) {
        keys[at] = key;
        first[at] = i;
      } else {
        next[last[at]] = i;
      }
      last[at] = i;
      count[at]++;
    }
    List<int[]> joined = new ArrayList<>();
    for (int at = 0; at < places; at++) {
      if (count[at] > 1) {
        int[] group = new int[count[at]];
        int size = 0;
        for (int i = first[at]; i != NONE; i = next[i]) {
          group[size++] = i;
        }
        add(row, group, joined, work);
      }
    }
    return joined;
  }

  private static long key(Leaf.Text leaf) {
    long group = leaf.value().length() <= LONGEST_PIECE ? leaf.location().group() : 0;
    return group == 0 ? 0 : group + ((long) leaf.layers().depth() << 1);
  }

  /**
   * Adds a group in its order and, where that is another, in the order of its numbers: a map that
   * does not keep its order has written it, or somebody has turned it round.
   */
  private static void add(Stream row, int[] group, List<int[]> to, Work work) {
    if (!mayBePieces(row, group)) {
      return;
    }
    boolean areBeside = true;
    boolean areInOrder = true;
    for (int i = 1; i < group.length; i++) {
      areBeside &= group[i] == group[i - 1] + 1;
      areInOrder &= number(row, group[i - 1]) <= number(row, group[i]);
    }
    if (!areBeside) {
      to.add(group); // else they are in the row in this order
    }
    if (!areInOrder) {
      work.allocate((long) BOXED * group.length);
      work.charge(2L * group.length * (Integer.SIZE - Integer.numberOfLeadingZeros(group.length)));
      to.add(
          Arrays.stream(group)
              .boxed()
              .sorted(Comparator.comparingLong(leaf -> number(row, leaf)))
              .mapToInt(Integer::intValue)
              .toArray());
    }
  }

  private static long number(Stream row, int leaf) {
    return row.leaf(leaf).location().number();
  }

  /** Neither one value over and over nor numbers only. */
  private static boolean mayBePieces(Stream row, int[] group) {
    String first = row.leaf(group[0]).value();
    boolean areEqual = true;
    boolean areNumbers = true;
    for (int i = 0; i < group.length; i++) {
      String value = row.leaf(group[i]).value();
      areEqual &= value.equals(first);
      areNumbers = areNumbers && isNumber(value);
    }
    return !areEqual && !areNumbers;
  }

  private static boolean isNumber(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-') {
        return false;
      }
    }
    return true;
  }
}
