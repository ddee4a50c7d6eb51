package dev.flowguard.agent.sql;

import dev.flowguard.rules.policy.DeclaredColumn;

/**
 * A name in the text of a statement.
 *
 * @param text without quotes
 * @param isQuoted true if the database takes it as it is; false if it folds the case
 */
record SqlName(String text, boolean isQuoted) {
  /** True if this may be the declared name. */
  boolean is(DeclaredColumn.Name declared) {
    return isQuoted ? declared.matches(text) : declared.text().equalsIgnoreCase(text);
  }

  /** The same for all names that differ only in case, as {@link String#equalsIgnoreCase} does. */
  static String fold(String name) {
    char[] folded = new char[name.length()];
    for (int i = 0; i < folded.length; i++) {
      folded[i] = Character.toLowerCase(Character.toUpperCase(name.charAt(i)));
    }
    return new String(folded);
  }

  /** The same for all names that differ only in case. */
  String folded() {
    return fold(text);
  }
}
