package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Slice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one request in the order of its leaves, without an object for each, to be asked
 * whether anything known may be in them: {@link ProtectedContent#mayHold}.
 *
 * <p>Values are parts of an array of ASCII, or texts. Used again for the next request; for one
 * thread. Nothing of a request is kept after {@link #clear}.
 */
public final class Row implements Siblings.Values, OwnValues.Sent {
  private static final int FEW = 256;
  private static final int FEWEST_CHARS = 8 << 10;

  /** Values of a request: room for more of them is not kept. */
  private final int mostKept;

  /** Characters of a request: room for more of them is not kept. */
  private final int mostCharsKept;

  private CanonicalText text = new CanonicalText(FEWEST_CHARS);
  private CanonicalText joined = new CanonicalText();
  private final Slice slice = new Slice();
  private Siblings siblings = new Siblings();
  private final Identifiers.Phrases phrases = new Identifiers.Phrases();

  private int size;

  /** True while values are added that were found inside others. */
  private boolean isInside;

  private int[] starts = new int[FEW];
  private byte[][] arrays = new byte[FEW][];
  private int[] from = new int[FEW];
  private int[] to = new int[FEW];
  private @Nullable String[] strings = new String[FEW];
  private Location[] locations = new Location[FEW];
  private Layers[] layers = new Layers[FEW];
  private long[] groups = new long[FEW];
  private long[] numbers = new long[FEW];
  private int[] positions = new int[FEW];
  private boolean[] areInside = new boolean[FEW];
  private long[] scratch = new long[FEW];

  /** Values that were made for this row, one behind the other; parts of it are values. */
  private byte[] made = new byte[FEW];

  /** Of the last one. */
  private int madeStart;

  private int madeEnd;

  private int names;
  private String[] nameTexts = new String[FEW];

  /**
   * A row that keeps room between requests.
   *
   * @param mostKept values that room is kept for
   * @param mostCharsKept characters that room is kept for
   */
  public Row(int mostKept, int mostCharsKept) {
    this.mostKept = mostKept;
    this.mostCharsKept = mostCharsKept;
  }

  /** Forgets the request. */
  public void clear() {
    if (text.capacity() > mostCharsKept || joined.capacity() > mostCharsKept) {
      text = new CanonicalText(FEWEST_CHARS);
      joined = new CanonicalText();
    }
    isInside = false;
    text.erase();
    joined.erase();
    slice.clear();
    if (starts.length > mostKept) {
      size = 0;
      grow(FEW);
      siblings = new Siblings();
    } else {
      Arrays.fill(arrays, 0, size, null);
      Arrays.fill(strings, 0, size, null);
      Arrays.fill(locations, 0, size, null);
      Arrays.fill(layers, 0, size, null);
      Arrays.fill(scratch, 0, size, 0);
      size = 0;
    }
    if (made.length > mostCharsKept) {
      made = new byte[FEW];
    } else {
      Arrays.fill(made, 0, madeEnd, (byte) 0);
    }
    madeEnd = 0;
    if (names > mostKept) {
      nameTexts = new String[FEW];
    } else {
      Arrays.fill(nameTexts, 0, names, null);
    }
    names = 0;
  }

  /**
   * Adds a value that is a part of an array.
   *
   * @param location of any value in the same field: positions do not matter
   * @param number by which places of one group have an order ({@link Location#number()})
   * @param position the last position of the place, or -1
   */
  public void add(
      byte[] ascii,
      int start,
      int end,
      Location location,
      Layers opened,
      long number,
      int position) {
    begin(location, opened, number, position);
    arrays[size] = ascii;
    from[size] = start;
    to[size] = end;
    size++;
  }

  /** Begins a value in UTF-8 that is not in an array yet. */
  public void begin() {
    madeStart = madeEnd;
  }

  /** A byte of this value. */
  public void put(byte next) {
    if (madeEnd == made.length) {
      // Parts of the array are values already, so it stays as it is.
      byte[] more = new byte[2 * made.length];
      System.arraycopy(made, madeStart, more, 0, madeEnd - madeStart);
      made = more;
      madeEnd -= madeStart;
      madeStart = 0;
    }
    made[madeEnd++] = next;
  }

  /** Forgets this value. */
  public void drop() {
    Arrays.fill(made, madeStart, madeEnd, (byte) 0);
    madeEnd = madeStart;
  }

  /** The array that this value is in, from {@link #madeStart} to {@link #madeEnd}. */
  public byte[] made() {
    return made;
  }

  public int madeStart() {
    return madeStart;
  }

  public int madeEnd() {
    return madeEnd;
  }

  /** Adds a value that is a text. */
  public void add(String value, Location location, Layers opened, long number, int position) {
    begin(location, opened, number, position);
    strings[size] = value;
    size++;
  }

  /** Says whether the values which are added from now on were found inside others. */
  public void inside(boolean areFoundInside) {
    isInside = areFoundInside;
  }

  private void begin(Location location, Layers opened, long number, int position) {
    if (size == starts.length) {
      grow(2 * size);
    }
    locations[size] = location;
    layers[size] = opened;
    groups[size] = location.group();
    numbers[size] = number;
    positions[size] = position;
    areInside[size] = isInside;
  }

  private void grow(int length) {
    starts = Arrays.copyOf(starts, length);
    arrays = Arrays.copyOf(arrays, length);
    from = Arrays.copyOf(from, length);
    to = Arrays.copyOf(to, length);
    strings = Arrays.copyOf(strings, length);
    locations = Arrays.copyOf(locations, length);
    layers = Arrays.copyOf(layers, length);
    groups = Arrays.copyOf(groups, length);
    numbers = Arrays.copyOf(numbers, length);
    positions = Arrays.copyOf(positions, length);
    areInside = Arrays.copyOf(areInside, length);
    scratch = new long[length];
    if (size == 0) {
      Arrays.fill(arrays, null);
      Arrays.fill(strings, null);
      Arrays.fill(locations, null);
      Arrays.fill(layers, null);
    }
  }

  /** Adds a name that is looked at as a text of its own. */
  public void addName(String name) {
    if (names == nameTexts.length) {
      nameTexts = Arrays.copyOf(nameTexts, 2 * names);
    }
    nameTexts[names++] = name;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public CharSequence value(int index) {
    String string = strings[index];
    return string == null ? slice.of(arrays[index], from[index], to[index]) : string;
  }

  @Override
  public boolean areEqual(int index, int other) {
    String string = strings[index];
    if (string != null) {
      return string.contentEquals(value(other));
    }
    String another = strings[other];
    return another != null
        ? another.contentEquals(value(index))
        : Arrays.equals(
            arrays[index], from[index], to[index], arrays[other], from[other], to[other]);
  }

  @Override
  public long group(int index) {
    return groups[index];
  }

  @Override
  public long number(int index) {
    return numbers[index];
  }

  @Override
  public int depth(int index) {
    return layers[index].depth();
  }

  /** Where a value is; positions may be those of another one in the same field. */
  @Override
  public Location location(int index) {
    return locations[index];
  }

  @Override
  public Layers layers(int index) {
    return layers[index];
  }

  @Override
  public int position(int index) {
    return positions[index];
  }

  @Override
  public boolean isNewPlace(int index) {
    return !areInside[index] || index == 0 || locations[index] != locations[index - 1];
  }

  @Override
  public CharSequence text(int index) {
    return value(index);
  }

  @Override
  public int length(int index) {
    String string = strings[index];
    return string == null ? to[index] - from[index] : string.length();
  }

  @Override
  public long hash(int index, Keyed keyed) {
    String string = strings[index];
    return string == null ? keyed.hash(arrays[index], from[index], to[index]) : keyed.hash(string);
  }

  @Override
  public long summary(int index) {
    String string = strings[index];
    return string == null
        ? OwnValues.summary(arrays[index], from[index], to[index])
        : OwnValues.summary(string);
  }

  @Override
  public long[] scratch() {
    return scratch;
  }

  private int end(int index) {
    return index + 1 < size ? starts[index + 1] : text.length();
  }

  /** False if nothing that is in memory is certainly in this request. */
  boolean mayHold(Memory memory, Keyed keyed, boolean alsoHashed, Work work) {
    appendAll();
    CanonicalText.KnownGrams isKnown =
        (gram, in, place) -> memory.isKnownGram(gram, in, place, keyed);
    if (mayHoldRun(text, memory, keyed, isKnown)) {
      return true;
    }
    int cells = 0;
    for (int i = 0; i < size; i++) {
      if (mayHoldWhole(text, starts[i], end(i), memory, keyed)
          || mayHoldIdentifier(value(i), memory, alsoHashed)) {
        return true;
      }
      cells += memory.cells.isEmpty() ? 0 : cells(value(i), memory, keyed);
    }
    if (cells >= Cells.FEWEST) {
      return true;
    }
    if (siblings.haveAny(this, work, group -> mayHoldGroup(group, memory, keyed, isKnown))) {
      return true;
    }
    for (int i = 0; i < names; i++) {
      joined.clear();
      joined.append(nameTexts[i]);
      if (mayHoldRun(joined, memory, keyed, isKnown)
          || mayHoldWhole(joined, 0, joined.length(), memory, keyed)
          || mayHoldIdentifier(nameTexts[i], memory, alsoHashed)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayHoldGroup(
      Siblings.Group group, Memory memory, Keyed keyed, CanonicalText.KnownGrams isKnown) {
    joined.clear();
    for (int i = 0; i < group.size(); i++) {
      int each = group.member(i);
      joined.append(text, starts[each], end(each));
    }
    return mayHoldRun(joined, memory, keyed, isKnown);
  }

  private void appendAll() {
    for (int i = 0; i < size; i++) {
      starts[i] = text.length();
      String string = strings[i];
      if (string == null) {
        text.appendAscii(arrays[i], from[i], to[i]);
      } else {
        text.append(string);
      }
    }
  }

  private static boolean mayHoldRun(
      CanonicalText text, Memory memory, Keyed keyed, CanonicalText.KnownGrams isKnown) {
    return text.hasGram(keyed, memory.filter(), isKnown);
  }

  private static boolean mayHoldWhole(
      CanonicalText text, int start, int end, Memory memory, Keyed keyed) {
    int length = end - start;
    if (length < WholeValue.DENSE || length > WholeValue.LONGEST) {
      return false;
    }
    long hash = keyed.hash(text, start, end);
    return memory.filter().mayHave(hash) && memory.whole.first(hash) >= 0;
  }

  private boolean mayHoldIdentifier(CharSequence value, Memory memory, boolean alsoHashed) {
    return !memory.identifiers.isEmpty()
        && (memory.identifiers.mayBeIn(value, phrases)
            || alsoHashed
                && value.length() >= Identifiers.SHORTEST_DIGEST
                && memory.identifiers.findHashed(value, captured -> true) != null);
  }

  /** How many cells of captured tables a value has. */
  private int cells(CharSequence value, Memory memory, Keyed keyed) {
    int found = 0;
    int start = 0;
    for (int i = 0; i <= value.length(); i++) {
      if (i < value.length() && !Cells.isBetween(value.charAt(i))) {
        continue;
      }
      if (i - start >= Cells.SHORTEST) {
        joined.clear();
        joined.append(value, start, i);
        int length = joined.length();
        found +=
            length >= Cells.SHORTEST
                    && length <= Cells.LONGEST
                    && memory.cells.rowOf(keyed.hash(joined, 0, length)) >= 0
                ? 1
                : 0;
      }
      start = i + 1;
    }
    return found;
  }

  /** No value is in it. */
  @Override
  public String toString() {
    return "Row[" + size + " values]";
  }
}
