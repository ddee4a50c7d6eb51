package dev.flowguard.agent.alert;

import dev.flowguard.agent.event.Alert;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Decides what becomes of an alert as it comes: sent by itself, sent in a roll-up, only counted
 * there, or dropped because too many come. Thread-safe; at most {@value #MOST_KEYS} keys are known
 * at a time, the oldest goes first.
 */
final class Intake {
  private static final int MOST_KEYS = 10_000;

  /** Repeats of one key that a roll-up names by their ids; above that they are counted. */
  static final int LISTED = 100;

  private final long windowMillis;
  private final int perMinute;
  private final Map<String, Window> windows =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > MOST_KEYS;
        }
      };

  private double tokens;
  private long filledAt = System.nanoTime();

  /**
   * @param windowMillis for how long repeats of an alert are rolled up
   * @param perMinute how many alerts may go out in a minute
   */
  Intake(long windowMillis, int perMinute) {
    this.windowMillis = windowMillis;
    this.perMinute = perMinute;
    this.tokens = perMinute;
  }

  private static final class Window {
    private final long endsAt;
    private int listed;
    private long counted;

    Window(long endsAt) {
      this.endsAt = endsAt;
    }
  }

  enum Fate {
    SENT_ALONE,
    ROLLED_UP,
    COUNTED,
    DROPPED
  }

  synchronized Fate of(Alert alert, boolean isCapped) {
    long now = System.nanoTime() / 1_000_000;
    Window window = windows.get(alert.key());
    if (window != null && now - window.endsAt < 0) {
      if (window.listed < LISTED) {
        window.listed++;
        return Fate.ROLLED_UP;
      }
      window.counted++;
      return Fate.COUNTED;
    }
    if (isCapped && !takeToken()) {
      return Fate.DROPPED;
    }
    windows.remove(alert.key());
    windows.put(alert.key(), new Window(now + windowMillis));
    return Fate.SENT_ALONE;
  }

  private boolean takeToken() {
    long now = System.nanoTime();
    double minutes = (now - filledAt) / (double) TimeUnit.MINUTES.toNanos(1);
    tokens = Math.min(perMinute, tokens + minutes * perMinute);
    filledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  /** Takes the number of repeats of a key that were only counted. */
  synchronized long takeCounted(String key) {
    Window window = windows.get(key);
    if (window == null) {
      return 0;
    }
    long counted = window.counted;
    window.counted = 0;
    return counted;
  }
}
