package dev.flowguard.rules.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;

/** A pattern that a policy gives for a category. */
public final class PatternMatch implements Detector {
  private static final int LEAST_QUARTERS = 64;

  private final String category;
  private final String id;
  private final Pattern pattern;
  private final boolean isShadow;

  /**
   * @param isShadow true to report matches without blocking
   */
  public PatternMatch(String category, String id, Pattern pattern, boolean isShadow) {
    this.category = category;
    this.id = id;
    this.pattern = pattern;
    this.isShadow = isShadow;
  }

  public String category() {
    return category;
  }

  public boolean isShadow() {
    return isShadow;
  }

  /** A pattern may match any text. */
  private static final Signs SIGNS = Signs.length(1);

  @Override
  public Shape shape() {
    return Shape.PATTERN;
  }

  @Override
  public String name() {
    return "pattern:" + id;
  }

  /** The engine walks over the states of a pattern for each character. */
  @Override
  public int quarters() {
    return LEAST_QUARTERS + pattern.programSize();
  }

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text) {
        Matcher matcher = pattern.matcher(text.value());
        if (matcher.find()) {
          String match = matcher.group();
          findings.add(new Finding(name(), List.of(leaf), match.length(), Secret.of(match), null));
        }
      }
    }
    return findings;
  }
}
