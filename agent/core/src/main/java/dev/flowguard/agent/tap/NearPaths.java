package dev.flowguard.agent.tap;

import dev.flowguard.rules.policy.Source;

/**
 * Paths under which bodies were seen that no source captures, without what may be an id or content:
 * they help to correct a source that never fires. Thread-safe; bounded.
 */
final class NearPaths {
  private static final int MOST_SEGMENTS = 8;
  private static final int LONGEST_NAME = 20;
  private static final int LONGEST_BEFORE = 100;

  private final Candidates candidates = new Candidates();

  /**
   * @param before method or declared host, in front of the path
   */
  void seen(String before, String path) {
    if (isOpen()) {
      candidates.note(template(before, path));
    }
  }

  /** True if a path that is seen now may be noted. */
  boolean isOpen() {
    return candidates.isOpen();
  }

  private static String template(String before, String path) {
    StringBuilder text = new StringBuilder(before.length() <= LONGEST_BEFORE ? before : "?");
    text.append(' ');
    int start = 1;
    for (int i = 0; i < MOST_SEGMENTS && start < path.length(); i++) {
      int end = path.indexOf('/', start);
      end = end < 0 ? path.length() : end;
      String segment = path.substring(start, end);
      text.append('/').append(isPlain(segment) ? segment : "*");
      start = end + 1;
    }
    return text.append(start < path.length() ? "/**" : "").toString();
  }

  /** True for a word that a programmer has chosen, as far as one can see. */
  private static boolean isPlain(String segment) {
    boolean isPlain = segment.length() <= LONGEST_NAME;
    for (int i = 0; i < segment.length() && isPlain; i++) {
      char c = segment.charAt(i);
      boolean isVersion = c >= '0' && c <= '9' && segment.length() <= 3 && segment.charAt(0) == 'v';
      isPlain = c >= 'a' && c <= 'z' || c == '-' || c == '_' || isVersion;
    }
    return isPlain;
  }

  /** The paths that this source may have meant, the nearest first; empty where none was seen. */
  String to(Source source) {
    return candidates.nearest(source.text(), "bodies were seen under ");
  }
}
