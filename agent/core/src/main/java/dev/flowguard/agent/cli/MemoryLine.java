package dev.flowguard.agent.cli;

import java.util.Locale;
import java.util.Map;

/** What {@code doctor} says of the memory of one source: how much it holds, and for how long. */
final class MemoryLine {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** Spans are shown in a unit of which there are at least so many. */
  private static final int FEWEST = 2;

  private MemoryLine() {}

  /**
   * The line.
   *
   * @param source as in the status
   */
  static String of(Map<?, ?> source) {
    StringBuilder line = new StringBuilder(Json.text(source, "source"));
    line.append(" of ").append(Json.text(source, "category"));
    String values = Json.text(source, "values");
    line.append(": ").append(values).append(values.equals("1") ? " value" : " values");
    String oldest = Json.text(source, "oldest_seconds");
    if (!oldest.isEmpty()) {
      line.append(", the oldest seen ").append(span(Long.parseLong(oldest))).append(" ago");
    }
    String remember = Json.text(source, "remember_seconds");
    if (!remember.isEmpty()) {
      line.append("; remembered ").append(span(Long.parseLong(remember)));
    } else {
      line.append("; remembered as long as the files exist");
    }
    String lasts = Json.text(source, "lasts_seconds");
    if (!lasts.isEmpty()) {
      line.append("; at the present rate the memory lasts ").append(span(Long.parseLong(lasts)));
    }
    for (String count : new String[] {"expired", "evicted", "thinned"}) {
      line.append(count.equals("expired") ? "; " : ", ");
      line.append(count).append(' ').append(Json.text(source, count));
    }
    return line.toString();
  }

  private static String span(long seconds) {
    if (seconds >= FEWEST * DAY) {
      return tenths(seconds, DAY) + " d";
    }
    if (seconds >= FEWEST * HOUR) {
      return tenths(seconds, HOUR) + " h";
    }
    return seconds >= FEWEST * MINUTE ? tenths(seconds, MINUTE) + " min" : seconds + " s";
  }

  private static String tenths(long seconds, long unit) {
    String text = String.format(Locale.ROOT, "%.1f", (double) seconds / unit);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
