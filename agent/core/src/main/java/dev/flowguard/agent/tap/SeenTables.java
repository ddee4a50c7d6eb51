package dev.flowguard.agent.tap;

import dev.flowguard.rules.policy.NearestWord;
import dev.flowguard.rules.policy.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tables that statements name in which no source has a column: they help to correct a source that
 * never fires. Thread-safe; bounded.
 */
final class SeenTables {
  private static final int MOST_TABLES = 64;
  private static final int MOST_NOTES = 10_000;
  private static final int MOST_SHOWN = 3;
  private static final int LONGEST_NAME = 40;

  private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
  private final AtomicInteger notes = new AtomicInteger();

  void seen(Set<String> tables) {
    if (notes.get() >= MOST_NOTES) {
      return;
    }
    notes.incrementAndGet();
    for (String table : tables) {
      AtomicInteger count = seen.get(table);
      if (count != null) {
        count.incrementAndGet();
      } else if (seen.size() < MOST_TABLES && isPlain(table)) {
        seen.putIfAbsent(table, new AtomicInteger(1));
      }
    }
  }

  /** True for a word that a programmer has chosen, as far as one can see. */
  private static boolean isPlain(String table) {
    for (int i = 0; i < table.length(); i++) {
      char c = table.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9' || i == 0) && c != '_') {
        return false;
      }
    }
    return table.length() <= LONGEST_NAME;
  }

  /** The tables that this source may have meant, the nearest first; empty where none was seen. */
  String to(Source.Jdbc source) {
    if (seen.isEmpty()) {
      return "";
    }
    List<String> left = new ArrayList<>(seen.keySet());
    left.sort((a, b) -> count(b) - count(a));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MOST_SHOWN && !left.isEmpty(); i++) {
      String nearest = NearestWord.to(source.column().table().text(), left);
      String next = nearest == null ? left.get(0) : nearest;
      left.remove(next);
      text.append(i == 0 ? "statements name " : ", ");
      text.append(next).append(" (").append(count(next)).append(')');
    }
    return text.toString();
  }

  private int count(String table) {
    AtomicInteger count = seen.get(table);
    return count == null ? 0 : count.get();
  }
}
