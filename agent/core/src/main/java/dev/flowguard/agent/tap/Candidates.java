package dev.flowguard.agent.tap;

import dev.flowguard.rules.policy.NearestWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Names that were seen and that no source has: a source that never fires may mean one of them.
 * Whoever notes a name makes sure that it is not content. Thread-safe; bounded.
 */
final class Candidates {
  private static final int MOST_NAMES = 64;
  private static final int MOST_NOTES = 10_000;
  private static final int MOST_SHOWN = 3;

  private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
  private final AtomicInteger notes = new AtomicInteger();

  /** False once enough was noted. To be asked before the names of one message are noted. */
  boolean isOpen() {
    return notes.get() < MOST_NOTES && notes.incrementAndGet() <= MOST_NOTES;
  }

  /** Counts a name, unless too many others are known. */
  void note(String name) {
    AtomicInteger count = seen.get(name);
    if (count != null) {
      count.incrementAndGet();
    } else if (seen.size() < MOST_NAMES) {
      seen.putIfAbsent(name, new AtomicInteger(1));
    }
  }

  /**
   * What may be meant, the nearest first; empty where nothing was seen.
   *
   * @param wanted by the source
   * @param intro in front of the first
   */
  String nearest(String wanted, String intro) {
    if (seen.isEmpty()) {
      return "";
    }
    List<String> left = new ArrayList<>(seen.keySet());
    left.sort((a, b) -> count(b) - count(a));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MOST_SHOWN && !left.isEmpty(); i++) {
      String nearest = NearestWord.to(wanted, left);
      String next = nearest == null ? left.get(0) : nearest;
      left.remove(next);
      text.append(i == 0 ? intro : ", ");
      text.append(next).append(" (").append(count(next)).append(')');
    }
    return text.toString();
  }

  private int count(String name) {
    AtomicInteger count = seen.get(name);
    return count == null ? 0 : count.get();
  }
}
