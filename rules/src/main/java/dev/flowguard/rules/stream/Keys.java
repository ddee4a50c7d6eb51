package dev.flowguard.rules.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of one stream. */
final class Keys {
  private static final int MOST_KEYS = 20_000;

  /** Bytes that a key is charged with, beside its name. */
  private static final int COST = 256;

  private final Room room;
  private final Key top = Key.root();
  private @Nullable String type;
  private List<Integer> numbers = List.of();
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
  @Nullable Key text(@Nullable String name) {
    return name == null ? top : top.child(name, this);
  }

  /**
   * Begins an event in JSON.
   *
   * @param eventType its type, or its name in the framing
   * @param eventNumbers that the event itself has
   */
  void begin(@Nullable String eventType, List<Integer> eventNumbers) {
    type = eventType;
    numbers = eventNumbers;
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
      Step outer = at.outer();
      if (outer == null) {
        found = new Step.Found(root(isGroup));
        at.setFound(isGroup, found);
      } else {
        missing.push(at);
        at = outer;
        found = at.found(isGroup);
      }
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

  private @Nullable Key root(boolean isGroup) {
    Keys made = isGroup ? null : this;
    Key key = type == null ? top : top.child(type, made);
    for (Integer number : numbers) {
      key = key == null ? null : key.child(isGroup ? Key.ANY : number, made);
    }
    return key == null ? null : key.json(made);
  }

  /** The key that all keys share that differ from this in numbers alone, made if there is room. */
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
