package dev.flowguard.rules.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of one stream. */
final class Keys {
  private static final int MOST_KEYS = 40_000;

  /** Bytes that a key is charged with, beside its name. */
  private static final int COST = 128;

  private final Room room;
  private final Key top = Key.root();
  private int count;

  Keys(Room room) {
    this.room = room;
  }

  /** False if there can be no more keys, or none with this name. */
  boolean take(Object part) {
    long name = part instanceof String text ? 2L * text.length() : 0;
    if (count == MOST_KEYS) {
      room.leaveOut();
      return false;
    }
    if (!room.take(COST + name)) {
      return false;
    }
    count++;
    return true;
  }

  /** The key of events that are plain text, or null if there is no room for it. */
  @Nullable Key text(@Nullable String type) {
    return type == null ? top : top.child(type, this);
  }

  /**
   * Sets the key that the root of an event has.
   *
   * @param type of the event, or its name in the framing
   * @param numbers of the event itself
   */
  void setRoot(Step root, @Nullable String type, List<Integer> numbers) {
    Key key = text(type);
    Key group = key;
    for (Integer number : numbers) {
      key = key == null ? null : key.child(number, this);
      group = group == null ? null : group.child(Key.ANY, null);
    }
    root.setFound(false, new Step.Found(key == null ? null : key.json(this)));
    root.setFound(true, new Step.Found(group == null ? null : group.json(null)));
  }

  /** The key of a step, made if there is room for it. */
  @Nullable Key key(Step step) {
    return find(step, false);
  }

  /** The key that all keys share that differ from this step's in numbers alone, if it was made. */
  @Nullable Key knownGroup(Step step) {
    return find(step, true);
  }

  private @Nullable Key find(Step step, boolean isGroup) {
    Deque<Step> missing = new ArrayDeque<>();
    Step at = step;
    Step.Found found = at.found(isGroup);
    while (found == null) {
      missing.push(at);
      Step outer = at.outer();
      if (outer == null) {
        return null;
      }
      at = outer;
      found = at.found(isGroup);
    }
    Key key = found.key();
    while (!missing.isEmpty()) {
      Step next = missing.pop();
      Object part = isGroup && next.isElement() ? Key.ANY : next.part();
      key = key == null ? null : key.child(part, isGroup ? null : this);
      next.setFound(isGroup, new Step.Found(key));
    }
    return key;
  }

  /** The same, made if there is room for it. */
  @Nullable Key group(Key key) {
    Deque<Object> parts = new ArrayDeque<>();
    for (Key at = key; at.outer() != null; at = at.outer()) {
      parts.push(at.part() instanceof Integer ? Key.ANY : at.part());
    }
    Key group = top;
    while (group != null && !parts.isEmpty()) {
      group = group.child(parts.pop(), this);
    }
    return group;
  }
}
