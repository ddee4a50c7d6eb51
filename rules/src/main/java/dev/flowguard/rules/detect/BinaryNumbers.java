package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Bytes read as components of a vector: floats and doubles of IEEE 754, half floats, bfloat16, and
 * bytes, in both orders; as a whole, or behind a head of a known length (pgvector's binary form of
 * four bytes, a count of eight, NumPy's file format of 128).
 */
final class BinaryNumbers {
  private enum Format {
    FLOAT(4),
    DOUBLE(8),
    HALF(2),
    BRAIN(2),
    BYTE(1);

    private final int size;

    Format(int size) {
      this.size = size;
    }
  }

  private static final Format[] FORMATS = Format.values();

  /** All but bytes. */
  private static final Format[] FRACTIONS = {
    Format.FLOAT, Format.DOUBLE, Format.HALF, Format.BRAIN
  };

  private static final ByteOrder[] ORDERS = {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN};

  /** Bytes of a view of the bytes. */
  private static final int BUFFER = 64;

  private static final int[] HEADS = {0, 4, 8, 128};

  /** Components that are looked at first: of other bytes most are not small. */
  private static final int FIRST = 16;

  private static final int MOST_BYTES = Embedding.MOST * Double.BYTES + 128;
  private static final double LARGEST = 64;
  private static final double SMALLEST = 1e-9;

  private BinaryNumbers() {}

  /** The components of an embedding; null if these bytes are none in any format. */
  static double @Nullable [] embedding(byte[] bytes, Work work) {
    return embedding(bytes, FORMATS, work);
  }

  /** The same, with components that are fractions: not a byte each. */
  static double @Nullable [] fractions(byte[] bytes, Work work) {
    return embedding(bytes, FRACTIONS, work);
  }

  private static double @Nullable [] embedding(byte[] bytes, Format[] formats, Work work) {
    if (bytes.length < Embedding.FEWEST || bytes.length > MOST_BYTES) {
      return null;
    }
    for (int head : HEADS) {
      for (Format format : formats) {
        int length = bytes.length - head;
        int count = length / format.size;
        if (length > 0 && length % format.size == 0 && Embedding.isDimension(count)) {
          for (ByteOrder order : ORDERS) {
            work.allocate(BUFFER);
            double[] values = read(ByteBuffer.wrap(bytes).order(order), head, format, count, work);
            if (values != null && Embedding.isEmbedding(values, work)) {
              return values;
            }
          }
        }
      }
    }
    return null;
  }

  private static double @Nullable [] read(
      ByteBuffer from, int head, Format format, int count, Work work) {
    work.charge(2 * FIRST);
    int odd = 0;
    for (int i = 0; i < FIRST; i++) {
      double size = Math.abs(value(from, head, format, i));
      odd += format != Format.BYTE && !(size >= SMALLEST && size <= LARGEST) ? 1 : 0;
    }
    if (odd > FIRST / 8) {
      return null;
    }
    work.allocate((long) count * Double.BYTES);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = value(from, head, format, i);
    }
    return values;
  }

  private static double value(ByteBuffer from, int head, Format format, int index) {
    int at = head + index * format.size;
    return switch (format) {
      case FLOAT -> from.getFloat(at);
      case DOUBLE -> from.getDouble(at);
      case HALF -> half(from.getShort(at));
      case BRAIN -> Float.intBitsToFloat(from.getShort(at) << Short.SIZE);
      case BYTE -> from.get(at);
    };
  }

  /** IEEE 754 binary16: a sign, five bits of exponent, ten of fraction. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double size =
        exponent == 0
            ? Math.scalb((double) fraction, -24)
            : exponent == 0x1f
                ? Double.POSITIVE_INFINITY
                : Math.scalb((double) (fraction | 0x400), exponent - 25);
    return bits < 0 ? -size : size;
  }
}
