package dev.flowguard.rules.payload;

/**
 * A model in the format of ONNX, which has no magic number: the beginning of a protobuf message
 * {@code ModelProto} with the version of its format, a graph with a node that has an operator, and
 * no field that such a message has not (onnx.proto of ONNX 1.17). Looks at some hundred fields at
 * most, whatever the size.
 */
public final class OnnxFile {
  private static final int LENGTH = 2;
  private static final int MOST_FIELDS = 64;
  private static final int LATEST_FORMAT = 30;
  private static final int LONGEST_OPERATOR = 64;

  /** Fields by number, as bits: those that are numbers, and those with a length. */
  private static final long MODEL_NUMBERS = 1L << 1 | 1L << 5;

  private static final long MODEL_LENGTHS = bits(2, 3, 4, 6, 7, 8, 14, 20, 25, 26);
  private static final long GRAPH_LENGTHS = bits(1, 2, 5, 10, 11, 12, 13, 14, 15, 16);
  private static final long NODE_LENGTHS = bits(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

  private final byte[] bytes;

  private OnnxFile(byte[] bytes) {
    this.bytes = bytes;
  }

  /** True if bytes begin as such a file; its end may be missing. */
  public static boolean is(byte[] bytes) {
    boolean hasFormat =
        bytes.length > 8 && bytes[0] == 8 && bytes[1] > 0 && bytes[1] <= LATEST_FORMAT;
    return hasFormat
        && new OnnxFile(bytes).isMessage(0, bytes.length, MODEL_NUMBERS, MODEL_LENGTHS, 7);
  }

  private static long bits(int... fields) {
    long bits = 0;
    for (int field : fields) {
      bits |= 1L << field;
    }
    return bits;
  }

  /**
   * Walks over fields up to the one that decides.
   *
   * @param numbers fields that may be numbers
   * @param lengths fields that may have a length
   * @param deciding 7, the graph of a model; 1, a node of a graph; 4, the operator of a node
   */
  private boolean isMessage(int start, int end, long numbers, long lengths, int deciding) {
    int at = start;
    for (int i = 0; i < MOST_FIELDS && at < end; i++) {
      int tag = bytes[at++] & 0xff;
      int field = tag >> 3;
      if (tag >= 0x80) {
        field = field & 0xf | (at < end ? bytes[at++] & 0x7f : 0) << 4;
      }
      boolean isLength = (tag & 7) == LENGTH;
      boolean isNumber = (tag & 7) == 0;
      if (field >= Long.SIZE || ((isLength ? lengths : isNumber ? numbers : 0) >> field & 1) == 0) {
        return false;
      }
      long value = 0;
      int shift = 0;
      boolean goesOn = true;
      while (goesOn && shift < 63 && at < end) {
        byte next = bytes[at++];
        value |= (long) (next & 0x7f) << shift;
        goesOn = next < 0;
        shift += 7;
      }
      if (isNumber) {
        continue;
      }
      if (value < 0) {
        return false;
      }
      int until = (int) Math.min(end, at + value);
      if (field == deciding) {
        return isDeciding(at, until, deciding);
      }
      at = until;
    }
    return false;
  }

  private boolean isDeciding(int start, int end, int deciding) {
    if (deciding == 7) {
      return isMessage(start, end, 0, GRAPH_LENGTHS, 1);
    }
    return deciding == 1 ? isMessage(start, end, 0, NODE_LENGTHS, 4) : isOperator(start, end);
  }

  private boolean isOperator(int start, int end) {
    if (end == start || end - start > LONGEST_OPERATOR) {
      return false;
    }
    for (int i = start; i < end; i++) {
      boolean isLetter = bytes[i] >= 'A' && bytes[i] <= 'Z' || bytes[i] >= 'a' && bytes[i] <= 'z';
      boolean isOther = bytes[i] >= '0' && bytes[i] <= '9' || bytes[i] == '_' || bytes[i] == '.';
      if (!isLetter && (i == start || !isOther)) {
        return false;
      }
    }
    return true;
  }
}
