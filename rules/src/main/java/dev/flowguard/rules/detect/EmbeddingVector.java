package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.vocabulary.Shape;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An embedding: a series of numbers with the statistics of one ({@link Embedding}), as a JSON array
 * of numbers or of strings, as an object or fields that count up ({@code {"0": …}}, as a {@code
 * Float32Array} becomes JSON), in a text, or as bytes in a format for numbers.
 */
final class EmbeddingVector implements Detector {
  /** Bytes of printing a number. */
  private static final int PRINTED = 100;

  /** Above are scripts that no number is read as by chance in a text of one byte a character. */
  private static final char FIRST_WIDE = 0x250;

  /** What a decoder writes where bytes are no character. */
  private static final char REPLACEMENT = 0xFFFD;

  private static final int LONGEST_WIDE = Embedding.MOST * 4;

  private static final int SHORTEST_WIDE = 49;

  private static final Signs SIGNS =
      Signs.digits(Embedding.FEWEST)
          .and(Signs.length(WrittenNumbers.SHORTEST))
          .or(Signs.BEYOND_LATIN.and(Signs.length(SHORTEST_WIDE)));

  @Override
  public Shape shape() {
    return Shape.EMBEDDING_VECTOR;
  }

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public int fewestNumbers() {
    return Embedding.FEWEST;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    Work work = payload.work();
    List<Leaf> leaves = payload.leaves();
    work.charge(2L * leaves.size());
    int start = 0; // of leaves in places that differ by a number only
    for (int i = 0; i < leaves.size(); i++) {
      Leaf leaf = leaves.get(i);
      if (leaf.location().group() != leaves.get(start).location().group()) {
        addSeries(leaves, start, i, leaf instanceof Leaf.Numbers, work, findings);
        start = i;
      }
      double[] vector = vector(leaf, work);
      if (vector != null) {
        add(leaf, vector, work, findings);
      }
    }
    addSeries(leaves, start, leaves.size(), false, work, findings);
    return findings;
  }

  private static double @Nullable [] vector(Leaf leaf, Work work) {
    if (leaf instanceof Leaf.Numbers numbers) {
      return Embedding.isEmbedding(numbers.values(), work) ? numbers.values() : null;
    }
    if (leaf instanceof Leaf.Binary binary) {
      return BinaryNumbers.embedding(binary.bytes(), work);
    }
    if (leaf instanceof Leaf.Text text
        && !text.isName()
        && text.value().length() >= SHORTEST_WIDE) {
      double[] written = WrittenNumbers.embedding(text.value(), work);
      return written == null ? wide(text.value(), work) : written;
    }
    return null;
  }

  /**
   * Pairs of bytes that were read as a text: floats may look like letters of Asian scripts. A text
   * of characters that people write is not a vector of bytes, which would have others too.
   */
  private static double @Nullable [] wide(String text, Work work) {
    boolean isWide = false;
    for (int i = 0; i < 8; i++) {
      isWide |= text.charAt(i) >= FIRST_WIDE;
    }
    if (!isWide || text.length() > LONGEST_WIDE) {
      return null;
    }
    work.allocate(4L * text.length());
    work.charge(5L * text.length());
    boolean isWritten = isWritten(text);
    double[] vector = null;
    for (Charset order : new Charset[] {StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE}) {
      byte[] bytes = text.getBytes(order);
      if (vector == null) {
        vector =
            isWritten ? BinaryNumbers.fractions(bytes, work) : BinaryNumbers.embedding(bytes, work);
      }
    }
    return vector;
  }

  /** True without private, unassigned and control characters, and halves of surrogate pairs. */
  private static boolean isWritten(String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int type = Character.getType(c);
      if (type == Character.PRIVATE_USE
          || type == Character.UNASSIGNED
          || type == Character.SURROGATE
          || type == Character.CONTROL && !Character.isWhitespace(c)
          || c == REPLACEMENT) {
        return false;
      }
      i += Character.charCount(c);
    }
    return true;
  }

  /**
   * Looks at numbers that are a leaf each.
   *
   * @param isArray true if they are the elements of an array of numbers, which comes as one leaf
   */
  private void addSeries(
      List<Leaf> leaves, int start, int end, boolean isArray, Work work, List<Finding> findings) {
    int most = end - start;
    if (isArray || most < Embedding.FEWEST || most > 2 * Embedding.MOST) {
      return;
    }
    work.allocate((long) most * Double.BYTES);
    double[] values = new double[most];
    int count = 0;
    for (int i = start; i < end; i++) {
      if (!(leaves.get(i) instanceof Leaf.Text text)) {
        return;
      }
      if (!text.isName()) {
        double value = WrittenNumbers.number(text.value(), 0, text.value().length(), work);
        if (Double.isNaN(value)) {
          return;
        }
        values[count++] = value;
      }
    }
    values = Arrays.copyOf(values, count);
    if (Embedding.isEmbedding(values, work)) {
      add(leaves.get(start), values, work, findings);
    }
  }

  private void add(Leaf leaf, double[] vector, Work work, List<Finding> findings) {
    work.allocate((long) vector.length * PRINTED);
    findings.add(
        new Finding(
            shape(), List.of(leaf), vector.length, Secret.of(Arrays.toString(vector)), null));
  }
}
