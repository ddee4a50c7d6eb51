package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Work;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Groups values that make sense only together: the same field of several elements ({@code
 * events[0].params.q}, {@code events[1].params.q}) and fields that differ in a number ({@code
 * chat_0}, {@code chat_1}), in the order in which they come and in that of their numbers.
 *
 * <p>Used again for the next row; for one thread.
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

  /** Values in a row, by their numbers in it. */
  interface Values {
    int size();

    /** Characters of a value. */
    int length(int index);

    /** One value at a time: what was returned before may be another value now. */
    CharSequence value(int index);

    boolean areEqual(int index, int other);

    /** Hash of the place without its positions; 0 where it has none. */
    long group(int index);

    /** By which places of one group have an order. */
    long number(int index);

    /** Layers opened on the way to the value. */
    int depth(int index);
  }

  private long[] keys = new long[0];
  private int[] first = new int[0];
  private int[] last = new int[0];
  private int[] count = new int[0];
  private int[] next = new int[0];

  /**
   * Groups of two and more values, by their numbers in the row.
   *
   * @param work charged with what is looked at
   */
  List<int[]> of(Values row, Work work) {
    work.charge((long) STEPS * row.size());
    int candidates = 0;
    for (int i = 0; i < row.size(); i++) {
      candidates += key(row, i) == 0 ? 0 : 1;
    }
    if (candidates < 2) {
      return List.of();
    }
    work.allocate((long) SIBLING * candidates + (long) Integer.BYTES * row.size());
    int places = Integer.highestOneBit(candidates) * 4;
    reserve(places, row.size());
    boolean isAny = false;
    for (int i = 0; i < row.size(); i++) {
      next[i] = NONE;
      long key = key(row, i);
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
        count[at] = 0;
      } else {
        next[last[at]] = i;
        isAny = true;
      }
      last[at] = i;
      count[at]++;
    }
    return isAny ? groups(row, places, work) : List.of();
  }

  private List<int[]> groups(Values row, int places, Work work) {
    List<int[]> joined = new ArrayList<>();
    for (int at = 0; at < places; at++) {
      if (keys[at] != 0 && count[at] > 1 && mayBePieces(row, first[at])) {
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

  private void reserve(int places, int size) {
    if (keys.length < places) {
      keys = new long[places];
      first = new int[places];
      last = new int[places];
      count = new int[places];
    } else {
      Arrays.fill(keys, 0, places, 0);
    }
    if (next.length < size) {
      next = new int[size];
    }
  }

  private static long key(Values row, int index) {
    long group = row.group(index);
    return group == 0 || row.length(index) > LONGEST_PIECE
        ? 0
        : group + ((long) row.depth(index) << 1);
  }

  /**
   * Adds a group in its order and, where that is another, in the order of its numbers: a map that
   * does not keep its order has written it, or somebody has turned it round.
   */
  private static void add(Values row, int[] group, List<int[]> to, Work work) {
    boolean areBeside = true;
    boolean areInOrder = true;
    for (int i = 1; i < group.length; i++) {
      areBeside &= group[i] == group[i - 1] + 1;
      areInOrder &= row.number(group[i - 1]) <= row.number(group[i]);
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
              .sorted(Comparator.comparingLong(row::number))
              .mapToInt(Integer::intValue)
              .toArray());
    }
  }

  /** Neither one value over and over nor numbers only. */
  private boolean mayBePieces(Values row, int of) {
    boolean areEqual = true;
    boolean areNumbers = true;
    for (int i = of; i != NONE; i = next[i]) {
      areEqual = areEqual && row.areEqual(i, of);
      areNumbers = areNumbers && isNumber(row.value(i));
    }
    return !areEqual && !areNumbers;
  }

  private static boolean isNumber(CharSequence value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-') {
        return false;
      }
    }
    return true;
  }
}
