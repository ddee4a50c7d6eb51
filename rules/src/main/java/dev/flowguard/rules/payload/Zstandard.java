package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Work;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses Zstandard frames (RFC 8878), several in a row and skippable ones included; frames
 * that need a dictionary are refused. Checksums are not verified: what was damaged on the way is
 * looked at all the same. For one thread.
 *
 * <p>Ours, because the libraries there are either native code or reach into memory with {@code
 * sun.misc.Unsafe}, of which newer JVMs warn on the standard error stream of the application.
 */
final class Zstandard {
  static final int MAGIC = 0xFD2FB528;
  private static final int SKIPPABLE = 0x184D2A50;
  private static final int LARGEST_BLOCK = 128 << 10;
  private static final int MOST_SYMBOLS = 256;
  private static final int LONGEST_CODE = 11;

  /** Steps of a block, whatever it holds. */
  private static final int BLOCK = 64;

  private static final int[] LITERAL_BASE = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64,
    128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536
  };
  private static final int[] LITERAL_BITS = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11,
    12, 13, 14, 15, 16
  };
  private static final int[] MATCH_BASE = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
    29, 30, 31, 32, 33, 34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051,
    4099, 8195, 16387, 32771, 65539
  };
  private static final int[] MATCH_BITS = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
  };

  /** Predefined distributions (RFC 8878, section 3.1.1.3.2.2). */
  private static final Fse LITERAL_LENGTHS =
      Fse.of(
          6, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1,
          1, 1, 1, -1, -1, -1, -1);

  private static final Fse MATCH_LENGTHS =
      Fse.of(
          6, 1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
          1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1);

  private static final Fse OFFSETS =
      Fse.of(
          5, 1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1,
          -1);

  /** What the input has that no frame may have; the output so far is kept. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
      super(what, null, false, false);
    }
  }

  private final byte[] in;
  private final long most;
  private final Work work;
  private byte[] out;
  private int size;
  private int at;
  private final ByteArrayOutputStream skipped = new ByteArrayOutputStream();

  private byte[] literals = new byte[0];
  private int literalCount;
  private @Nullable Huffman huffman;
  private @Nullable Fse literalLengths;
  private @Nullable Fse offsets;
  private @Nullable Fse matchLengths;
  private final int[] recent = new int[3];
  private int frameStart;

  /**
   * @param most bytes of output, after which it stops
   * @param work charged with output and tables
   */
  Zstandard(byte[] in, long most, Work work) {
    this.in = in;
    this.most = most;
    this.work = work;
    int expected = (int) Math.min(most + LARGEST_BLOCK, 4L * in.length + 1024);
    work.allocate(expected);
    this.out = new byte[expected];
  }

  static boolean isFrame(byte[] bytes, int at) {
    if (bytes.length - at < 5) {
      return false;
    }
    int magic = little(bytes, at, 4);
    return magic == MAGIC || (magic & 0xfffffff0) == SKIPPABLE;
  }

  /** True once all frames were read; false if the output has reached its limit. */
  boolean run() throws Malformed {
    while (isFrame(in, at)) {
      if (little(in, at, 4) == MAGIC) {
        at += 4;
        if (!frame()) {
          return false;
        }
      } else {
        need(at + 8);
        long length = little(in, at + 4, 4) & 0xffffffffL;
        int end = (int) Math.min(in.length, at + 8 + length);
        skipped.write(in, at + 8, end - at - 8);
        at = end;
      }
    }
    return true;
  }

  byte[] output() {
    return Arrays.copyOf(out, size);
  }

  /** What stands in frames that are to be skipped, and behind the last. */
  byte[] beside() {
    ByteArrayOutputStream beside = new ByteArrayOutputStream();
    beside.writeBytes(skipped.toByteArray());
    beside.write(in, Math.min(at, in.length), in.length - Math.min(at, in.length));
    return beside.toByteArray();
  }

  int size() {
    return size;
  }

  /** The frame's content size, or -1 where it declares none. */
  private long declaredSize(int bytes) {
    if (bytes == 0) {
      return -1;
    }
    long declared = little(in, at, Math.min(bytes, 4)) & 0xffffffffL;
    if (bytes == 8) {
      declared |= (long) little(in, at + 4, 4) << 32;
    }
    return bytes == 2 ? declared + 256 : declared;
  }

  private boolean frame() throws Malformed {
    need(at + 1);
    int descriptor = in[at++] & 0xff;
    boolean single = (descriptor & 0x20) != 0;
    at += single ? 0 : 1; // the window is whatever has come out so far
    int dictionaryBytes = new int[] {0, 1, 2, 4}[descriptor & 3];
    need(at + dictionaryBytes);
    if (dictionaryBytes > 0 && little(in, at, dictionaryBytes) != 0) {
      throw new Malformed("dictionary");
    }
    at += dictionaryBytes;
    int sizeField = descriptor >> 6;
    int sizeBytes = sizeField == 0 ? (single ? 1 : 0) : 1 << sizeField;
    need(at + sizeBytes);
    long declared = declaredSize(sizeBytes);
    at += sizeBytes;
    huffman = null;
    literalLengths = null;
    offsets = null;
    matchLengths = null;
    recent[0] = 1;
    recent[1] = 4;
    recent[2] = 8;
    frameStart = size;
    boolean last = false;
    while (!last) {
      need(at + 3);
      int header = little(in, at, 3);
      at += 3;
      last = (header & 1) == 1;
      int length = header >>> 3;
      work.charge(BLOCK);
      switch (header >> 1 & 3) {
        case 0 -> {
          need(at + length);
          reserve(length);
          System.arraycopy(in, at, out, size, length);
          size += length;
          at += length;
        }
        case 1 -> {
          need(at + 1);
          if (length > LARGEST_BLOCK) {
            throw new Malformed("block");
          }
          reserve(length);
          Arrays.fill(out, size, size + length, in[at++]);
          size += length;
        }
        case 2 -> {
          need(at + length);
          block(at + length);
          at += length;
        }
        default -> throw new Malformed("block type");
      }
      if (size > most) {
        return false;
      }
    }
    at = Math.min(in.length, at + ((descriptor & 4) != 0 ? 4 : 0));
    if (declared >= 0 && declared != size - frameStart) {
      throw new Malformed("content size");
    }
    return true;
  }

  private void block(int end) throws Malformed {
    int from = literals(at, end);
    sequences(from, end);
  }

  /** Section 3.1.1.3.1; returns where it ends. */
  private int literals(int start, int end) throws Malformed {
    need(start + 1, end);
    int type = in[start] & 3;
    int format = in[start] >> 2 & 3;
    if (type < 2) {
      int headerBytes = (format & 1) == 0 ? 1 : format == 1 ? 2 : 3;
      need(start + headerBytes, end);
      literalCount = little(in, start, headerBytes) >>> (headerBytes == 1 ? 3 : 4);
      checkLiterals();
      int from = start + headerBytes;
      if (type == 0) {
        need(from + literalCount, end);
        System.arraycopy(in, from, literals, 0, literalCount);
        return from + literalCount;
      }
      need(from + 1, end);
      Arrays.fill(literals, 0, literalCount, in[from]);
      return from + 1;
    }
    int headerBytes = format < 2 ? 3 : format == 2 ? 4 : 5;
    need(start + headerBytes, end);
    long header = 0;
    for (int i = headerBytes - 1; i >= 0; i--) {
      header = header << 8 | in[start + i] & 0xff;
    }
    int bits = format < 2 ? 10 : format == 2 ? 14 : 18;
    literalCount = (int) (header >>> 4 & (1 << bits) - 1);
    int compressed = (int) (header >>> 4 + bits & (1 << bits) - 1);
    checkLiterals();
    int from = start + headerBytes;
    int stop = from + compressed;
    need(stop, end);
    if (type == 2) {
      int[] next = {from};
      work.allocate(4L << LONGEST_CODE);
      huffman = Huffman.read(in, next, stop);
      from = next[0];
    }
    Huffman codes = huffman;
    if (codes == null) {
      throw new Malformed("literals without a tree");
    }
    if (format == 0) {
      codes.decode(in, from, stop, literals, 0, literalCount);
      return stop;
    }
    need(from + 6, stop);
    int each = (literalCount + 3) / 4;
    int begin = from + 6;
    for (int i = 0; i < 4; i++) {
      int finish = i == 3 ? stop : begin + little(in, from + 2 * i, 2);
      need(finish, stop);
      int first = Math.min(i * each, literalCount);
      int count = i == 3 ? literalCount - first : Math.min(each, literalCount - first);
      codes.decode(in, begin, finish, literals, first, count);
      begin = finish;
    }
    return stop;
  }

  private void checkLiterals() throws Malformed {
    if (literalCount > LARGEST_BLOCK) {
      throw new Malformed("literals");
    }
    work.charge(2L * literalCount);
    if (literals.length < literalCount) {
      int room = Math.min(LARGEST_BLOCK, Math.max(1024, 2 * literalCount));
      work.allocate(room);
      literals = new byte[room]; // the last block's are used up
    }
  }

  /** Sections 3.1.1.3.2 and 3.1.1.4. */
  private void sequences(int start, int end) throws Malformed {
    need(start + 1, end);
    int from = start;
    int count = in[from++] & 0xff;
    if (count == 0) {
      copyLiterals(0, literalCount);
      return;
    }
    if (count == 255) {
      need(from + 2, end);
      count = little(in, from, 2) + 0x7f00;
      from += 2;
    } else if (count >= 128) {
      need(from + 1, end);
      count = (count - 128 << 8) + (in[from++] & 0xff);
    }
    need(from + 1, end);
    int modes = in[from++] & 0xff;
    int[] next = {from};
    work.charge(8L * count);
    Fse lengths = table(modes >> 6, next, end, LITERAL_LENGTHS, literalLengths, 9, 36);
    Fse places = table(modes >> 4 & 3, next, end, OFFSETS, offsets, 8, 32);
    Fse matches = table(modes >> 2 & 3, next, end, MATCH_LENGTHS, matchLengths, 9, 53);
    literalLengths = lengths;
    offsets = places;
    matchLengths = matches;
    Backward bits = new Backward(in, next[0], end);
    int lengthState = bits.take(lengths.log);
    int placeState = bits.take(places.log);
    int matchState = bits.take(matches.log);
    int literal = 0;
    for (int i = 0; i < count; i++) {
      int placeCode = places.symbol[placeState];
      int matchCode = matches.symbol[matchState];
      int lengthCode = lengths.symbol[lengthState];
      if (placeCode > 30) {
        throw new Malformed("offset");
      }
      int place = (1 << placeCode) + bits.take(placeCode);
      int match = MATCH_BASE[matchCode] + bits.take(MATCH_BITS[matchCode]);
      int length = LITERAL_BASE[lengthCode] + bits.take(LITERAL_BITS[lengthCode]);
      if (bits.isSpent()) {
        throw new Malformed("sequences");
      }
      if (i + 1 < count) {
        lengthState = lengths.base[lengthState] + bits.take(lengths.bits[lengthState]);
        matchState = matches.base[matchState] + bits.take(matches.bits[matchState]);
        placeState = places.base[placeState] + bits.take(places.bits[placeState]);
      }
      if (literal + length > literalCount) {
        throw new Malformed("literal length");
      }
      copyLiterals(literal, length);
      literal += length;
      copyMatch(offset(place, length), match);
      if (size > most) {
        return;
      }
    }
    copyLiterals(literal, literalCount - literal);
  }

  /** Section 3.1.1.5: the first three values stand for offsets used before. */
  private int offset(int value, int literalLength) throws Malformed {
    if (value > 3) {
      recent[2] = recent[1];
      recent[1] = recent[0];
      recent[0] = value - 3;
      return recent[0];
    }
    int index = value - 1 + (literalLength == 0 ? 1 : 0);
    int offset = index == 3 ? recent[0] - 1 : recent[index];
    if (offset <= 0) {
      throw new Malformed("offset");
    }
    if (index > 0) {
      recent[2] = index == 1 ? recent[2] : recent[1];
      recent[1] = recent[0];
      recent[0] = offset;
    }
    return offset;
  }

  private Fse table(
      int mode, int[] next, int end, Fse predefined, @Nullable Fse before, int mostLog, int symbols)
      throws Malformed {
    switch (mode) {
      case 0 -> {
        return predefined;
      }
      case 1 -> {
        need(next[0] + 1, end);
        int symbol = in[next[0]++] & 0xff;
        if (symbol >= symbols) {
          throw new Malformed("symbol");
        }
        return Fse.single(symbol);
      }
      case 2 -> {
        work.allocate(12L << mostLog);
        return Fse.read(in, next, end, mostLog, symbols);
      }
      default -> {
        if (before == null) {
          throw new Malformed("no table before");
        }
        return before;
      }
    }
  }

  private void copyLiterals(int from, int count) {
    reserve(count);
    System.arraycopy(literals, from, out, size, count);
    size += count;
  }

  private void copyMatch(int offset, int count) throws Malformed {
    if (offset > size - frameStart) {
      throw new Malformed("offset");
    }
    reserve(count);
    for (int i = 0; i < count; i++) {
      out[size] = out[size - offset];
      size++;
    }
  }

  private void reserve(int more) {
    work.charge(more);
    if (out.length - size < more) {
      work.allocate(Math.max(out.length * 2L, (long) size + more));
      out = Arrays.copyOf(out, Math.max(out.length * 2, size + more));
    }
  }

  private void need(int end) throws Malformed {
    need(end, in.length);
  }

  private static void need(int end, int limit) throws Malformed {
    if (end > limit || end < 0) {
      throw new Malformed("ends too soon");
    }
  }

  private static int little(byte[] bytes, int at, int count) {
    int value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  /** Bits from the end of a range backwards; the highest set bit of the last byte is a mark. */
  private static final class Backward {
    private final byte[] in;
    private final int start;
    private long left;

    Backward(byte[] in, int start, int end) throws Malformed {
      if (end <= start || in[end - 1] == 0) {
        throw new Malformed("bit stream");
      }
      this.in = in;
      this.start = start;
      this.left = (end - start) * 8L - (Integer.numberOfLeadingZeros(in[end - 1] & 0xff) - 24) - 1;
    }

    /** The next bits, at most 31; zeros once they are used up. */
    int take(int count) {
      left -= count;
      if (left < 0) {
        int missing = (int) Math.min(count, -left);
        return missing >= count ? 0 : bits(0, count - missing) << missing;
      }
      return bits(left, count);
    }

    private int bits(long from, int count) {
      int index = start + (int) (from >> 3);
      long value = 0;
      for (int i = Math.min(4, in.length - 1 - index); i >= 0; i--) {
        value = value << 8 | in[index + i] & 0xff;
      }
      return (int) (value >>> (int) (from & 7)) & (1 << count) - 1;
    }

    boolean isSpent() {
      return left < 0;
    }

    long left() {
      return left;
    }
  }

  /** A decoding table of finite state entropy (section 4.1). */
  private static final class Fse {
    private final int log;
    private final int[] symbol;
    private final int[] bits;
    private final int[] base;

    private Fse(int log) {
      this.log = log;
      this.symbol = new int[1 << log];
      this.bits = new int[1 << log];
      this.base = new int[1 << log];
    }

    static Fse single(int symbol) {
      Fse table = new Fse(0);
      table.symbol[0] = symbol;
      return table;
    }

    static Fse of(int log, int... counts) {
      Fse table = new Fse(log);
      int total = 1 << log;
      int high = total - 1;
      for (int s = 0; s < counts.length; s++) {
        if (counts[s] == -1) {
          table.symbol[high--] = s;
        }
      }
      int step = (total >> 1) + (total >> 3) + 3;
      int place = 0;
      for (int s = 0; s < counts.length; s++) {
        for (int i = 0; i < counts[s]; i++) {
          table.symbol[place] = s;
          do {
            place = place + step & total - 1;
          } while (place > high);
        }
      }
      int[] next = new int[counts.length];
      for (int s = 0; s < counts.length; s++) {
        next[s] = counts[s] == -1 ? 1 : counts[s];
      }
      for (int state = 0; state < total; state++) {
        int value = next[table.symbol[state]]++;
        table.bits[state] = log - (31 - Integer.numberOfLeadingZeros(value));
        table.base[state] = (value << table.bits[state]) - total;
      }
      return table;
    }

    /** Reads a distribution (section 4.1.1); the first of next is moved behind it. */
    static Fse read(byte[] in, int[] next, int end, int mostLog, int symbols) throws Malformed {
      long bit = next[0] * 8L;
      int log = forward(in, bit, 4, end) + 5;
      bit += 4;
      if (log > mostLog) {
        throw new Malformed("accuracy");
      }
      int remaining = (1 << log) + 1;
      int[] counts = new int[symbols];
      int s = 0;
      while (remaining > 1 && s < symbols) {
        int width = 32 - Integer.numberOfLeadingZeros(remaining);
        int value = forward(in, bit, width, end);
        int threshold = (1 << width) - 1 - remaining;
        int low = value & (1 << width - 1) - 1;
        if (low < threshold) {
          bit += width - 1;
          value = low;
        } else {
          bit += width;
          if (value > (1 << width - 1) - 1) {
            value -= threshold;
          }
        }
        int count = value - 1;
        remaining -= count < 0 ? 1 : count;
        counts[s++] = count;
        if (count == 0) {
          int repeat = 3;
          while (repeat == 3) {
            repeat = forward(in, bit, 2, end);
            bit += 2;
            s += repeat;
          }
          if (s > symbols) {
            throw new Malformed("symbols");
          }
        }
      }
      if (remaining != 1 || bit > end * 8L) {
        throw new Malformed("distribution");
      }
      next[0] = (int) (bit + 7 >> 3);
      return of(log, Arrays.copyOf(counts, s));
    }

    private static int forward(byte[] in, long bit, int count, int end) throws Malformed {
      if (bit >= end * 8L) {
        throw new Malformed("distribution");
      }
      int value = 0;
      for (int i = 0; i < count; i++) {
        long place = bit + i;
        if (place < end * 8L) {
          value |= (in[(int) (place >> 3)] >> (int) (place & 7) & 1) << i;
        }
      }
      return value;
    }
  }

  /** Codes of literals (section 4.2). */
  private static final class Huffman {
    private final int log;
    private final byte[] symbol;
    private final byte[] bits;

    private Huffman(int log) {
      this.log = log;
      this.symbol = new byte[1 << log];
      this.bits = new byte[1 << log];
    }

    static Huffman read(byte[] in, int[] next, int end) throws Malformed {
      int from = next[0];
      need(from + 1, end);
      int header = in[from++] & 0xff;
      int[] weights = new int[MOST_SYMBOLS];
      int count;
      if (header >= 128) {
        count = header - 127;
        need(from + (count + 1) / 2, end);
        for (int i = 0; i < count; i++) {
          weights[i] = in[from + i / 2] >> (i % 2 == 0 ? 4 : 0) & 15;
        }
        from += (count + 1) / 2;
      } else {
        int stop = from + header;
        need(stop, end);
        count = weights(in, from, stop, weights);
        from = stop;
      }
      next[0] = from;
      return of(weights, count);
    }

    /** Weights in two interleaved states (section 4.2.1.2). */
    private static int weights(byte[] in, int from, int stop, int[] weights) throws Malformed {
      int[] next = {from};
      Fse table = Fse.read(in, next, stop, 6, LONGEST_CODE + 2);
      Backward bits = new Backward(in, next[0], stop);
      int[] states = {bits.take(table.log), bits.take(table.log)};
      int count = 0;
      for (int turn = 0; count < MOST_SYMBOLS - 1; turn ^= 1) {
        weights[count++] = table.symbol[states[turn]];
        int wanted = table.bits[states[turn]];
        if (bits.left() < wanted) {
          if (count < MOST_SYMBOLS - 1) {
            weights[count++] = table.symbol[states[turn ^ 1]];
          }
          return count;
        }
        states[turn] = table.base[states[turn]] + bits.take(wanted);
      }
      throw new Malformed("weights");
    }

    private static Huffman of(int[] weights, int count) throws Malformed {
      int sum = 0;
      for (int i = 0; i < count; i++) {
        if (weights[i] > LONGEST_CODE) {
          throw new Malformed("weight");
        }
        sum += weights[i] == 0 ? 0 : 1 << weights[i] - 1;
      }
      if (sum == 0) {
        throw new Malformed("weights");
      }
      int log = 32 - Integer.numberOfLeadingZeros(sum);
      int rest = (1 << log) - sum;
      if (log > LONGEST_CODE || Integer.bitCount(rest) != 1) {
        throw new Malformed("weights");
      }
      weights[count] = 32 - Integer.numberOfLeadingZeros(rest);
      Huffman codes = new Huffman(log);
      int place = 0;
      for (int weight = 1; weight <= log; weight++) {
        for (int s = 0; s <= count; s++) {
          if (weights[s] == weight) {
            int span = 1 << weight - 1;
            Arrays.fill(codes.symbol, place, place + span, (byte) s);
            Arrays.fill(codes.bits, place, place + span, (byte) (log + 1 - weight));
            place += span;
          }
        }
      }
      return codes;
    }

    void decode(byte[] in, int from, int stop, byte[] to, int first, int count) throws Malformed {
      if (count == 0) {
        return;
      }
      Backward stream = new Backward(in, from, stop);
      int state = stream.take(log);
      for (int i = 0; i < count; i++) {
        to[first + i] = symbol[state];
        int used = bits[state];
        state = (state << used & (1 << log) - 1) + stream.take(used);
      }
      if (stream.left() < -log) {
        throw new Malformed("literals");
      }
    }
  }
}
