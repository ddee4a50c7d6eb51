package dev.flowguard.agent.taps.mongo;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A reply that does not name its collection, from when its command was encoded until it comes. Of
 * one that never comes the place is used again.
 *
 * @param request the number of the command
 * @param field whose values the reply has, with dots; null if it has a document
 */
record Awaited(int request, String collection, @Nullable String field) {
  /**
   * As many commands as may be sent while another is under way: their numbers follow one another.
   */
  private static final int MOST = 1 << 12;

  private static final AtomicReferenceArray<Awaited> ALL = new AtomicReferenceArray<>(MOST);

  void await() {
    ALL.set(place(request), this);
  }

  /** Takes out what the reply to a command is, or null. */
  static @Nullable Awaited take(int request) {
    Awaited present = ALL.get(place(request));
    if (present == null || present.request != request) {
      return null;
    }
    ALL.compareAndSet(place(request), present, null);
    return present;
  }

  private static int place(int request) {
    return request & MOST - 1;
  }
}
