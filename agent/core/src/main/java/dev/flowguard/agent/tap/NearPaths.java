package dev.flowguard.agent.tap;

import dev.flowguard.rules.policy.NearestWord;
import dev.flowguard.rules.policy.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Paths under which bodies were seen that no source captures, without what may be an id or content:
 * they help to correct a source that never fires. Thread-safe; bounded.
 */
final class NearPaths {
  private static final int MOST_PATHS = 64;
  private static final int MOST_NOTES = 10_000;
  private static final int MOST_SHOWN = 3;
  private static final int MOST_SEGMENTS = 8;
  private static final int LONGEST_NAME = 20;
  private static final int LONGEST_BEFORE = 100;

  private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
  private final AtomicInteger notes = new AtomicInteger();

  /**
   * @param before method or declared host, in front of the path
   */
  void seen(String before, String path) {
    if (notes.get() >= MOST_NOTES) {
      return;
    }
    notes.incrementAndGet();
    String template = template(before, path);
    AtomicInteger count = seen.get(template);
    if (count != null) {
      count.incrementAndGet();
    } else if (seen.size() < MOST_PATHS) {
      seen.putIfAbsent(template, new AtomicInteger(1));
    }
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
    if (seen.isEmpty()) {
      return "";
    }
    List<String> left = new ArrayList<>(seen.keySet());
    left.sort((a, b) -> count(b) - count(a));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MOST_SHOWN && !left.isEmpty(); i++) {
      String nearest = NearestWord.to(source.text(), left);
      String next = nearest == null ? left.get(0) : nearest;
      left.remove(next);
      text.append(i == 0 ? "bodies were seen under " : ", ");
      text.append(next).append(" (").append(count(next)).append(')');
    }
    return text.toString();
  }

  private int count(String template) {
    AtomicInteger count = seen.get(template);
    return count == null ? 0 : count.get();
  }
}
