package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Location;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the places of one payload, so that the same place has the same number though it is made
 * of other objects: form fields share none. Each step of a place is looked at once, however many
 * leaves are below it. For one thread.
 */
final class Places {
  /** Unknown to senders, so that they cannot give two places one number. */
  private static final long KEY = new SecureRandom().nextLong() | 1;

  private static final long NO_PLACE = 0;

  /** Bytes of a place that was looked at. */
  private static final int PLACE = 48;

  private final Work work;
  private final Map<Location, Long> numbers = new IdentityHashMap<>();

  /**
   * @param work charged with each step that is looked at
   */
  Places(Work work) {
    this.work = work;
  }

  Work work() {
    return work;
  }

  /** The number of the place that an element is a step of. */
  long around(Location element) {
    Deque<Location> unknown = new ArrayDeque<>();
    Location at = element.outer();
    Long known = null;
    while (at != null && known == null) {
      known = numbers.get(at);
      if (known == null) {
        unknown.push(at);
        at = at.outer();
      }
    }
    long number = known == null ? NO_PLACE : known;
    for (Location step : unknown) {
      work.allocate(PLACE);
      number = number(number, step);
      numbers.put(step, number);
    }
    return number;
  }

  private long number(long outer, Location step) {
    long number = outer * KEY + (step.isRoot() ? 1 + step.kind().ordinal() : 0);
    return hash(number * KEY + step.index(), step.name());
  }

  private long hash(long start, @Nullable String name) {
    long hash = start;
    if (name != null) {
      work.charge(name.length());
      for (int i = 0; i < name.length(); i++) {
        hash = hash * KEY + name.charAt(i) + 1;
      }
    }
    return hash ^ hash >>> 29;
  }
}
