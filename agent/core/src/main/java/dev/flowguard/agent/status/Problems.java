package dev.flowguard.agent.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the guard at the moment, each problem under a key of its own. {@code doctor},
 * the start line and the exit code show these; the listener records and alerts each change.
 *
 * <p>Thread-safe. Never throws, never waits: the listener must not block. Holds at most {@link
 * #MOST} problems; later ones are counted only.
 */
public final class Problems {
  /** The most problems that are kept apart: 100. */
  public static final int MOST = 100;

  private final Map<String, String> open = new LinkedHashMap<>();
  private long beyond;
  private @Nullable Listener listener;

  /** Receives each change, on the thread that caused it. */
  public interface Listener {
    /**
     * A problem has appeared, or its text has changed.
     *
     * @param text one sentence for a person, with the remedy; free of content
     */
    void appeared(String key, String text);

    /** A problem is over. */
    void solved(String key, String text);
  }

  /** Sets the one listener; problems that exist already are reported to it at once. */
  public void listen(Listener to) {
    List<Map.Entry<String, String>> known;
    synchronized (this) {
      listener = to;
      known = new ArrayList<>(new LinkedHashMap<>(open).entrySet());
    }
    for (Map.Entry<String, String> each : known) {
      to.appeared(each.getKey(), each.getValue());
    }
  }

  /**
   * Reports a problem. The same text under the same key again changes nothing.
   *
   * @param key stable and free of content, such as {@code journal.unwritable}
   * @param text one sentence for a person, with the remedy; free of content
   */
  public void report(String key, String text) {
    Listener to;
    synchronized (this) {
      if (text.equals(open.get(key))) {
        return;
      }
      if (open.size() >= MOST && !open.containsKey(key)) {
        beyond++;
        return;
      }
      open.put(key, text);
      to = listener;
    }
    if (to != null) {
      to.appeared(key, text);
    }
  }

  /**
   * Reports that a problem is over; nothing happens if there is none under this key.
   *
   * @return true if there was one
   */
  public boolean solved(String key) {
    Listener to;
    String text;
    synchronized (this) {
      text = open.remove(key);
      to = listener;
    }
    if (text != null && to != null) {
      to.solved(key, text);
    }
    return text != null;
  }

  /** The texts of all open problems, the oldest first. */
  public synchronized List<String> current() {
    List<String> texts = new ArrayList<>(open.values());
    if (beyond > 0) {
      texts.add(beyond + " further problems are not listed");
    }
    return List.copyOf(texts);
  }
}
