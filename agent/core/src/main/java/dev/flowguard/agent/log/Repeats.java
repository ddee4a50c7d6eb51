package dev.flowguard.agent.log;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets one line of a kind pass in a minute, and counts the others. Thread-safe; bounded to {@value
 * #MOST_KINDS} kinds at a time.
 */
final class Repeats {
  static final int MOST_KINDS = 1_000;
  private static final long MINUTE = 60_000;

  private final Map<String, Minute> minutes = new LinkedHashMap<>();

  /** What came in a minute beside its first line. */
  private static final class Minute {
    private long endsAt;
    private long repeats;
    private @Nullable Line last;

    Minute(long endsAt) {
      this.endsAt = endsAt;
    }
  }

  /** What is done with a line. */
  enum Fate {
    WRITTEN,
    COUNTED,
    /** There are too many kinds. */
    DROPPED
  }

  /**
   * What becomes of a line.
   *
   * @param now in milliseconds, from any beginning
   */
  synchronized Fate of(String kind, Line line, long now) {
    Minute minute = minutes.get(kind);
    if (minute != null) {
      minute.repeats++;
      minute.last = line;
      return Fate.COUNTED;
    }
    if (minutes.size() >= MOST_KINDS) {
      return Fate.DROPPED;
    }
    minutes.put(kind, new Minute(now + MINUTE));
    return Fate.WRITTEN;
  }

  /** The lines for those that were counted in minutes that are over. */
  synchronized List<Line> due(long now) {
    List<Line> due = new ArrayList<>();
    for (Iterator<Minute> all = minutes.values().iterator(); all.hasNext(); ) {
      Minute minute = all.next();
      if (now < minute.endsAt) {
        continue;
      }
      if (minute.last == null) {
        all.remove();
      } else {
        due.add(minute.last.repeated(minute.repeats));
        minute.endsAt = now + MINUTE;
        minute.repeats = 0;
        minute.last = null;
      }
    }
    return due;
  }
}
