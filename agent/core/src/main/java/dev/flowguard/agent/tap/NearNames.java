package dev.flowguard.agent.tap;

import dev.flowguard.rules.policy.Source;

/**
 * Names of values that no source captures, without what may be an id or content: they help to
 * correct a source that never fires. Thread-safe; bounded.
 */
final class NearNames {
  private static final int MOST_PARTS = 8;
  private static final int LONGEST_PART = 20;

  private final Candidates candidates = new Candidates();

  void seen(String name) {
    if (candidates.isOpen()) {
      candidates.note(template(name));
    }
  }

  /** {@code chat:*:history} for {@code chat:4711:history}. */
  private static String template(String name) {
    StringBuilder text = new StringBuilder();
    int start = 0;
    for (int i = 0; i < MOST_PARTS && start <= name.length(); i++) {
      int end = start;
      while (end < name.length() && ":.-_/".indexOf(name.charAt(end)) < 0) {
        end++;
      }
      if (isPlain(name, start, end)) {
        text.append(name, start, end);
      } else if (text.length() == 0 || text.charAt(text.length() - 1) != '*') {
        text.append('*');
      }
      if (end < name.length()) {
        text.append(name.charAt(end));
      }
      start = end + 1;
    }
    return text.append(start < name.length() ? "*" : "").toString();
  }

  /** True for a word that a programmer has chosen, as far as one can see. */
  private static boolean isPlain(String name, int start, int end) {
    boolean isPlain = end - start <= LONGEST_PART;
    for (int i = start; i < end && isPlain; i++) {
      char c = name.charAt(i);
      isPlain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
    return isPlain;
  }

  /** The names that this source may have meant, the nearest first; empty where none was seen. */
  String to(Source.Stored source) {
    return candidates.nearest(source.name(), "values were seen of ");
  }
}
