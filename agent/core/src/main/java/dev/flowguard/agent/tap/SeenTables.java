package dev.flowguard.agent.tap;

import dev.flowguard.rules.policy.Source;
import java.util.Set;

/**
 * Tables that statements name in which no source has a column: they help to correct a source that
 * never fires. Thread-safe; bounded.
 */
final class SeenTables {
  private static final int LONGEST_NAME = 40;

  private final Candidates candidates = new Candidates();

  void seen(Set<String> tables) {
    if (candidates.isOpen()) {
      for (String table : tables) {
        if (isPlain(table)) {
          candidates.note(table);
        }
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
    return candidates.nearest(source.column().table().text(), "statements name ");
  }
}
