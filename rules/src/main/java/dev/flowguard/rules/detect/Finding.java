package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a detector saw.
 *
 * @param detector the shape word, or {@code provenance}
 * @param leaves where it was seen, in payload order, at least one; a run over joined siblings names
 *     each of them
 * @param length as {@link #unit} counts
 * @param content the matched content itself, kept only to be fingerprinted
 * @param origin what is known of the source; null for shapes
 */
public record Finding(
    String detector, List<Leaf> leaves, int length, Secret content, @Nullable Origin origin) {
  public Finding {
    Objects.requireNonNull(detector, "detector");
    leaves = List.copyOf(leaves);
    if (leaves.isEmpty()) {
      throw new IllegalArgumentException("a finding names at least one leaf");
    }
  }

  /** What the detector of a shape saw. */
  public Finding(
      Shape shape, List<Leaf> leaves, int length, Secret content, @Nullable Origin origin) {
    this(shape.toString(), leaves, length, content, origin);
  }

  /** What {@link #length} counts. */
  public Unit unit() {
    return detector.equals(Shape.EMBEDDING_VECTOR.toString())
        ? Unit.NUMBERS
        : Unit.of(leaves.get(0));
  }

  /**
   * Where protected content came from.
   *
   * @param category the category it was captured as
   * @param source the source as declared, such as {@code method com.acme.Chat#text()}
   * @param document opaque id of the captured document within this process
   * @param owner keyed hash of whose it is, within this process; 0 where that is not known
   * @param ageMillis since capture
   * @param decisive true if long enough for a violation at the recipient in question; otherwise it
   *     is an event of severity info
   * @param comparison how long it is, and how long it has to be
   */
  public record Origin(
      String category,
      String source,
      long document,
      long owner,
      long ageMillis,
      boolean decisive,
      Comparison comparison) {

    /** Which captured value it is, in words without content. */
    public String value() {
      String value = category + " from " + source + ", document " + document;
      return owner == 0 ? value : value + ", owner " + Long.toHexString(owner);
    }

    /**
     * How a captured value was compared, in words without content.
     *
     * @param place where it was found, with the names that may be shown, or empty
     */
    public String compared(String place) {
      String subtracted = comparison.subtracted();
      return comparison.measure()
          + ", of "
          + value()
          + (place.isEmpty() ? "" : ", at " + place)
          + (subtracted.isEmpty() ? "" : "; " + subtracted);
    }
  }
}
