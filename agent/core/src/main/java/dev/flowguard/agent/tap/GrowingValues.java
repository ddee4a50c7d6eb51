package dev.flowguard.agent.tap;

import dev.flowguard.rules.capture.BodyReader;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.provenance.ProtectedContent.Value;
import dev.flowguard.rules.vocabulary.Match;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a body that is not complete: each time that somebody judges, what is new of them is
 * captured, with a little of what was there before.
 *
 * <p>A text that grows by a word at a time would be captured in many pieces that are nearly the
 * same, of which only a few are kept. So the last piece of a value goes on growing up to a length:
 * the longer one takes the place of the shorter one, which is forgotten.
 *
 * <p>For one thread at a time.
 */
final class GrowingValues {
  /**
   * Characters of a growing text that are captured again with what follows them: a run and more.
   */
  static final int OVERLAP = 128;

  /** Characters by which a piece grows before the next one begins. */
  private static final int LONGEST_GROWTH = 1_024;

  /** Values that most bodies have: of many at once. */
  private static final int FEW = 2;

  /** Under which name pieces are known that stay until the body is complete. */
  private final String kept;

  private final @Nullable String peer;
  private final Map<Place, Growth> known = new HashMap<>(FEW);
  private int round;
  private boolean hasGrowing;

  /**
   * A value.
   *
   * @param source its position
   * @param at its position among the values; in a stream its place
   */
  private record Place(int source, Object at) {}

  /** How much of a value was captured. */
  private static final class Growth {
    /** In pieces that stay. */
    int kept;

    int captured;
  }

  /**
   * @param name of the body among all
   * @param peer the service with which it is exchanged, or null
   */
  GrowingValues(String name, @Nullable String peer) {
    kept = name;
    this.peer = peer;
  }

  /** Under which name the pieces of the last look are known that may still grow. */
  private String growing() {
    return kept + (round % 2 == 0 ? " a" : " b");
  }

  /** All names. */
  List<String> names() {
    return List.of(kept, growing());
  }

  /**
   * What is to be captured now; what then {@link #superseded} names is to be forgotten.
   *
   * @param reader of what has come so far
   */
  List<Value> next(BodyReader reader, List<DeclaredSource<Source.Messages>> sources) {
    round++;
    hasGrowing = false;
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      DeclaredSource<Source.Messages> source = sources.get(i);
      int number = 0;
      for (Leaf leaf : reader.take(source.source().selection())) {
        Place place = new Place(i, reader.hasLastingPlaces() ? leaf.location() : number++);
        Growth growth = known.get(place);
        if (growth == null) {
          growth = new Growth();
          known.put(place, growth);
        }
        Value value =
            leaf instanceof Leaf.Text text
                ? piece(text, growth, source)
                : file(leaf, growth, source);
        if (value != null) {
          values.add(value);
        }
      }
    }
    return values;
  }

  private @Nullable Value piece(
      Leaf.Text leaf, Growth growth, DeclaredSource<Source.Messages> source) {
    String text = leaf.value();
    if (text.length() < growth.captured) {
      growth.kept = 0; // another text than before
      growth.captured = 0;
    }
    boolean isWhole = source.match() == Match.WORDS;
    boolean isChanged = text.length() > growth.captured;
    if (!isChanged && growth.captured == growth.kept) {
      return null;
    }
    int from = isWhole ? 0 : Math.max(0, growth.kept - OVERLAP);
    String piece = text.substring(from);
    if (!Letters.areEnough(piece, source.match())) {
      return null;
    }
    growth.captured = text.length();
    boolean mayGrow = isChanged && text.length() - growth.kept <= LONGEST_GROWTH;
    if (mayGrow) {
      hasGrowing = true;
    } else {
      growth.kept = text.length();
    }
    return value(source, piece, mayGrow ? growing() : kept);
  }

  /** A file that grows is taken when it has doubled, so that the work stays in proportion. */
  private @Nullable Value file(Leaf leaf, Growth growth, DeclaredSource<Source.Messages> source) {
    if (!(leaf instanceof Leaf.Binary binary)
        || leaf.size() <= growth.captured
        || leaf.size() < 2 * growth.captured) {
      return null;
    }
    growth.captured = leaf.size();
    growth.kept = leaf.size();
    return value(source, binary.bytes());
  }

  /** A value that stays until the body is complete. */
  Value value(DeclaredSource<Source.Messages> source, Object content) {
    return value(source, content, kept);
  }

  private Value value(DeclaredSource<Source.Messages> source, Object content, String document) {
    return new Value(
        source.category(),
        source.match(),
        source.source().declared(),
        content,
        null,
        document,
        peer);
  }

  /** The name of the pieces that those of the last look have replaced. */
  String superseded() {
    return kept + (round % 2 == 0 ? " b" : " a");
  }

  /** True if the last look has left pieces that may still grow. */
  boolean hasGrowing() {
    return hasGrowing;
  }
}
