package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Work;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

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

  /** Values of a group in their order, by their numbers in the row; until the next one is made. */
  interface Group {
    int size();

    int member(int index);
  }

  /** Fields for which there is room at first. */
  private static final int FEW = 64;

  private long[] keys = new long[FEW];
  private int[] first = new int[FEW];
  private int[] last = new int[FEW];
  private int[] count = new int[FEW];
  private int[] next = new int[0];
  private int used;
  private final Members members = new Members();

  private static final class Members implements Group {
    private int[] all = new int[0];
    private int size;

    @Override
    public int size() {
      return size;
    }

    @Override
    public int member(int index) {
      return all[index];
    }
  }

  /**
   * Groups of two and more values, by their numbers in the row.
   *
   * @param work charged with what is looked at
   */
  List<int[]> of(Values row, Work work) {
    List<int[]> all = new ArrayList<>();
    haveAny(
        row,
        work,
        group -> {
          all.add(Arrays.copyOf(members.all, members.size));
          return false;
        });
    return all;
  }

  /**
   * True if one of the groups of two and more values is as asked. Allocates nothing where the
   * groups are in order.
   *
   * @param work charged with what is looked at
   */
  boolean haveAny(Values row, Work work, Predicate<Group> asked) {
    work.charge((long) STEPS * row.size());
    int candidates = 0;
    for (int i = 0; i < row.size(); i++) {
      candidates += key(row, i) == 0 ? 0 : 1;
    }
    if (candidates < 2) {
      return false;
    }
    work.allocate((long) SIBLING * candidates + (long) Integer.BYTES * row.size());
    begin(row.size());
    boolean isAny = false;
    for (int i = 0; i < row.size(); i++) {
      next[i] = NONE;
      long key = key(row, i);
      if (key == 0) {
        continue;
      }
      int at = placeOf(key);
      if (keys[at] == 0) {
        if (2 * ++used > keys.length) {
          grow();
          at = placeOf(key);
        }
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
    return isAny && isAnyGroup(row, work, asked);
  }

  private boolean isAnyGroup(Values row, Work work, Predicate<Group> asked) {
    for (int at = 0; at < keys.length; at++) {
      if (keys[at] != 0 && count[at] > 1 && mayBePieces(row, first[at])) {
        members.size = 0;
        for (int i = first[at]; i != NONE; i = next[i]) {
          members.all[members.size++] = i;
        }
        if (isAsked(row, work, asked)) {
          return true;
        }
      }
    }
    return false;
  }

  private void begin(int size) {
    Arrays.fill(keys, 0);
    used = 0;
    if (next.length < size) {
      next = new int[Math.max(size, 2 * next.length)];
      members.all = new int[next.length];
    }
  }

  /** Where a field is in the table, or where it may be put. */
  private int placeOf(long key) {
    int at = (int) (key * KEY >>> 40) & keys.length - 1;
    while (keys[at] != 0 && keys[at] != key) {
      at = at + 1 & keys.length - 1;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldFirst = first;
    int[] oldLast = last;
    int[] oldCount = count;
    int places = 4 * oldKeys.length;
    keys = new long[places];
    first = new int[places];
    last = new int[places];
    count = new int[places];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = placeOf(oldKeys[i]);
        keys[at] = oldKeys[i];
        first[at] = oldFirst[i];
        last[at] = oldLast[i];
        count[at] = oldCount[i];
      }
    }
  }

  private static long key(Values row, int index) {
    long group = row.group(index);
    return group == 0 || row.length(index) > LONGEST_PIECE
        ? 0
        : group + ((long) row.depth(index) << 1);
  }

  /**
   * Asks of a group in its order and, where that is another, in the order of its numbers: a map
   * that does not keep its order has written it, or somebody has turned it round.
   */
  private boolean isAsked(Values row, Work work, Predicate<Group> asked) {
    int[] group = members.all;
    int size = members.size;
    boolean areBeside = true;
    boolean areInOrder = true;
    for (int i = 1; i < size; i++) {
      areBeside &= group[i] == group[i - 1] + 1;
      areInOrder &= row.number(group[i - 1]) <= row.number(group[i]);
    }
    // Those that are side by side are in the row in this order.
    if (!areBeside && asked.test(members)) {
      return true;
    }
    if (areInOrder) {
      return false;
    }
    work.allocate((long) BOXED * size);
    work.charge(2L * size * (Integer.SIZE - Integer.numberOfLeadingZeros(size)));
    int[] sorted =
        Arrays.stream(group, 0, size)
            .boxed()
            .sorted(Comparator.comparingLong(row::number))
            .mapToInt(Integer::intValue)
            .toArray();
    System.arraycopy(sorted, 0, group, 0, size);
    return asked.test(members);
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
