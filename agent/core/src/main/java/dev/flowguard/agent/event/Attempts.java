package dev.flowguard.agent.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Marks violations that repeat one of shortly before: the same code sends the same content to the
 * same place again, mostly because its client retries what was stopped.
 *
 * <p>At most {@value #MOST} are remembered, the oldest goes first. Thread-safe.
 */
final class Attempts {
  /** A client waits this long between two attempts, at most. */
  static final long WINDOW_MILLIS = TimeUnit.SECONDS.toMillis(10);

  private static final int MOST = 1_000;

  private final Map<String, Last> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
          return size() > MOST;
        }
      };

  private record Last(String first, int number, long at) {}

  /** The event, marked if it repeats one of at most {@value #WINDOW_MILLIS} milliseconds before. */
  synchronized Event mark(Event event) {
    String key = event.key();
    Event.Id id = event.id();
    Last last = known.remove(key); // and to the end: the eldest goes first
    if (last == null || id.occurred() - last.at > WINDOW_MILLIS) {
      known.put(key, new Last(id.uid(), 1, id.occurred()));
      return event;
    }
    Last next = new Last(last.first, last.number + 1, id.occurred());
    known.put(key, next);
    return new Event(
        event.kind(),
        new Event.Id(id.uid(), id.occurred(), id.detected(), next.first, next.number),
        event.policy(),
        event.destination(),
        event.match(),
        event.result(),
        event.sender());
  }
}
