package dev.flowguard.rules.cases;

import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.vocabulary.Match;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that a source of the application had seen: text or bytes.
 *
 * @param owner whose it is; null where all unnamed values belong to one owner
 * @param document the document it is a part of; null where equal values are one document
 * @param place file and line that have it
 */
public record Captured(
    String category,
    @Nullable String text,
    byte @Nullable [] bytes,
    @Nullable String owner,
    @Nullable String document,
    String place) {
  /** What the source of such values begins with in findings; the place follows. */
  public static final String SOURCE = "captured file ";

  public Captured {
    if ((text == null) == (bytes == null)) {
      throw new IllegalArgumentException("a captured value is either text or bytes");
    }
  }

  /** Adds this value to what is protected, to be recognised as the policy says. */
  public void addTo(ProtectedContent content, Policy policy) {
    Match match = policy.matchOf(category);
    if (text != null) {
      content.capture(category, match, SOURCE + place, text, owner, document);
    } else {
      content.capture(
          category, match, SOURCE + place, Objects.requireNonNull(bytes), owner, document);
    }
  }

  @Override
  public String toString() {
    return "Captured[" + category + "]";
  }
}
