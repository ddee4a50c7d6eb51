package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An embedding: a vector of small fractions, as numbers of one JSON array, as numbers in a text, or
 * as little-endian floats (the {@code base64} format of embedding services). A vector of a
 * dimension that models have needs less proof than any other.
 */
final class EmbeddingVector implements Detector {
  private static final Set<Integer> DIMENSIONS =
      Set.of(128, 256, 384, 512, 640, 768, 896, 1024, 1280, 1536, 2048, 2560, 3072, 3584, 4096);

  /** A vector of any other dimension counts from here. */
  private static final int SHORTEST = 256;

  private static final int SHORTEST_KNOWN = 128;
  private static final int LONGEST = 16_384;

  /** Bytes of reading a number, and of printing it. */
  private static final int NUMBER = 96;

  private static final int PRINTED = 100;
  private static final double LARGEST = 1.5;
  private static final double SHARE = 0.9;

  @Override
  public Shape shape() {
    return Shape.EMBEDDING_VECTOR;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      double[] vector = null;
      if (leaf instanceof Leaf.Numbers numbers) {
        vector = numbers.values();
      } else if (leaf instanceof Leaf.Text text && !text.isName()) {
        vector = numbers(text.value(), payload.work());
      } else if (leaf instanceof Leaf.Binary binary) {
        vector = floats(binary.bytes());
      }
      if (vector != null && isEmbedding(vector)) {
        payload.work().allocate((long) vector.length * PRINTED);
        findings.add(
            new Finding(
                shape(), List.of(leaf), vector.length, Secret.of(Arrays.toString(vector)), null));
      }
    }
    return findings;
  }

  private static boolean isEmbedding(double[] vector) {
    if (vector.length < SHORTEST && !DIMENSIONS.contains(vector.length)) {
      return false;
    }
    int fractions = 0;
    int negative = 0;
    for (double value : vector) {
      boolean isSmall = Math.abs(value) <= LARGEST;
      fractions += isSmall && value != Math.rint(value) ? 1 : 0;
      negative += value < 0 ? 1 : 0;
    }
    // Shares, prices and waveforms of other kinds are of one sign, or mostly whole.
    return fractions >= SHARE * vector.length && negative >= vector.length / 10;
  }

  /** Numbers parted by commas or white space, in brackets or not; null for any other text. */
  private static double @Nullable [] numbers(String text, Work work) {
    if (text.length() < 2 * SHORTEST_KNOWN || "[({-.0123456789".indexOf(text.charAt(0)) < 0) {
      return null;
    }
    work.charge(text.length());
    double[] values = new double[SHORTEST_KNOWN];
    int count = 0;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (" ,;\n\r\t[](){}|".indexOf(c) >= 0) {
        i++;
        continue;
      }
      int start = i;
      while (i < text.length() && "+-.eE0123456789".indexOf(text.charAt(i)) >= 0) {
        i++;
      }
      if (i == start || i - start > 32 || count >= LONGEST) {
        return null;
      }
      try {
        if (count == values.length) {
          work.allocate(4L * count * Double.BYTES);
          values = Arrays.copyOf(values, 2 * count);
        }
        work.allocate(NUMBER);
        values[count++] = Double.parseDouble(text.substring(start, i));
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return Arrays.copyOf(values, count);
  }

  /** Floats of IEEE 754 in four bytes, lowest first, of a known dimension and about unit length. */
  private static double @Nullable [] floats(byte[] bytes) {
    int count = bytes.length / 4;
    if (bytes.length % 4 != 0 || !DIMENSIONS.contains(count)) {
      return null;
    }
    double[] values = new double[count];
    double square = 0;
    for (int i = 0; i < count; i++) {
      int bits =
          bytes[4 * i] & 0xff
              | (bytes[4 * i + 1] & 0xff) << 8
              | (bytes[4 * i + 2] & 0xff) << 16
              | bytes[4 * i + 3] << 24;
      values[i] = Float.intBitsToFloat(bits);
      square += values[i] * values[i];
    }
    return square > 0.5 && square < 2 ? values : null;
  }
}
