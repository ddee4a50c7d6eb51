package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.Leaf;
import java.util.Locale;

/** What the length of a finding counts. */
public enum Unit {
  /** UTF-16 units of a text. */
  CHARS,
  BYTES,
  /** Elements of an array of numbers. */
  NUMBERS;

  static Unit of(Leaf leaf) {
    if (leaf instanceof Leaf.Text) {
      return CHARS;
    }
    return leaf instanceof Leaf.Numbers ? NUMBERS : BYTES;
  }

  /** The word in records. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
