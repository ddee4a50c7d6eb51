package dev.flowguard.agent.status;

import dev.flowguard.agent.thread.Look;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the guard at the moment, each problem under a key of its own. {@code doctor},
 * the start line and the exit code show these; the listener records and alerts each change. A
 * change that it fails to take is given to it again by the watch, until it takes it.
 *
 * <p>Thread-safe. Never waits: the listener must not block. Throws nothing but an {@link
 * OutOfMemoryError} where there is no memory for the problem itself, which then is not kept. Holds
 * at most {@link #MOST} problems; later ones are counted only.
 */
public final class Problems implements Look {
  /** The most problems that are kept apart: 100. */
  public static final int MOST = 100;

  private final Map<String, Problem> all = new LinkedHashMap<>();
  private long beyond;
  private @Nullable Listener listener;

  /** One of them; guarded by the map's owner. */
  private static final class Problem {
    private final String key;
    private final String text;

    /** Kept only until the listener knows. */
    private boolean isOver;

    /** True from the moment that somebody informs the listener. */
    private boolean isAnnounced;

    private Problem(String key, String text) {
      this.key = key;
      this.text = text;
    }
  }

  /** Receives each change, on the thread that caused it or on the watch. */
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
    synchronized (this) {
      listener = to;
    }
    look();
  }

  /**
   * Reports a problem. The same text under the same key again changes nothing.
   *
   * @param key stable and free of content, such as {@code journal.unwritable}
   * @param text one sentence for a person, with the remedy; free of content
   */
  public void report(String key, String text) {
    Problem problem;
    synchronized (this) {
      Problem known = all.get(key);
      if (known != null && !known.isOver && text.equals(known.text)) {
        return;
      }
      if (known == null && all.size() >= MOST) {
        beyond++;
        return;
      }
      problem = new Problem(key, text);
      all.put(key, problem);
    }
    announce(problem);
  }

  /**
   * Reports that a problem is over; nothing happens if there is none under this key.
   *
   * @return true if there was one
   */
  public boolean solved(String key) {
    Problem problem;
    synchronized (this) {
      problem = all.get(key);
      if (problem == null || problem.isOver) {
        return false;
      }
      problem.isOver = true;
      problem.isAnnounced = false;
    }
    announce(problem);
    return true;
  }

  /** Informs the listener of what it has not taken yet. Called by the watch. */
  @Override
  public void look() {
    List<Problem> open = List.of();
    synchronized (this) {
      for (Problem each : all.values()) {
        if (!each.isAnnounced) {
          open = new ArrayList<>(all.values());
          break;
        }
      }
    }
    for (Problem each : open) {
      announce(each);
    }
  }

  private void announce(Problem problem) {
    Listener to;
    boolean isOver;
    synchronized (this) {
      to = listener;
      isOver = problem.isOver;
      if (problem.isAnnounced) {
        return;
      }
      problem.isAnnounced = to != null;
    }
    try {
      if (to != null && isOver) {
        to.solved(problem.key, problem.text);
      } else if (to != null) {
        to.appeared(problem.key, problem.text);
      }
    } catch (Throwable e) {
      synchronized (this) {
        problem.isAnnounced = false;
      }
      return;
    }
    if (isOver) {
      synchronized (this) {
        all.remove(problem.key, problem);
      }
    }
  }

  /** The texts of all open problems, the oldest first. */
  public synchronized List<String> current() {
    List<String> texts = new ArrayList<>();
    for (Problem each : all.values()) {
      if (!each.isOver) {
        texts.add(each.text);
      }
    }
    if (beyond > 0) {
      texts.add(beyond + " further problems are not listed");
    }
    return List.copyOf(texts);
  }
}
