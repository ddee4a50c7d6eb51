package dev.flowguard.rules.stream;

import dev.flowguard.rules.payload.Location;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in events, which strings of several events share; one of a tree. Small: each open stream
 * has a dozen.
 */
final class Key {
  /** The step that replaces all numbers, on the way to a group. */
  static final Object ANY = new Object();

  /** The step from what is known of an event to its JSON. */
  private static final Object JSON = new Object();

  /** Children that are looked through one after the other. */
  private static final int MOST_CHAINED = 8;

  private final @Nullable Key outer;
  private final Object part;

  /** The first of a few, or a map of all by their parts. */
  private @Nullable Object children;

  /** The next one of a few that have the same outer key. */
  private @Nullable Key next;

  private @Nullable Location location;
  private @Nullable Place place;
  private @Nullable Group group;

  private Key(@Nullable Key outer, Object part) {
    this.outer = outer;
    this.part = part;
  }

  static Key root() {
    return new Key(null, ANY);
  }

  /** The same object each time. */
  Location location() {
    Deque<Key> missing = new ArrayDeque<>();
    Key at = this;
    Location known = at.location;
    while (known == null) {
      missing.push(at);
      Key around = at.outer;
      if (around == null || at.part.equals(JSON) && around.outer == null) {
        break; // begins with itself
      }
      at = around;
      known = at.location;
    }
    while (!missing.isEmpty()) {
      Key inner = missing.pop();
      known = inner.location(known);
      inner.location = known;
    }
    return known == null ? location(null) : known;
  }

  /**
   * @param around of the outer key; null where this one begins
   */
  private Location location(@Nullable Location around) {
    boolean isJson = part.equals(JSON);
    if (around == null) {
      return Location.of(isJson ? Location.Kind.JSON : Location.Kind.BODY);
    }
    if (isJson) {
      return around.inside(Location.Kind.JSON);
    }
    return part instanceof String name
        ? around.child(name)
        : around.child(part instanceof Integer number ? number : 0);
  }

  @Nullable Key outer() {
    return outer;
  }

  /** The last step: a name, a number, or one of the two that are neither. */
  Object part() {
    return part;
  }

  /** The name of the last step, or null. */
  @Nullable String name() {
    return part instanceof String name ? name : null;
  }

  /** True if a number is on the way here. */
  boolean isNumbered() {
    for (Key at = this; at != null; at = at.outer) {
      if (at.part instanceof Integer) {
        return true;
      }
    }
    return false;
  }

  /**
   * The key one step further, or null.
   *
   * @param step a name or a number
   * @param keys that a new key is counted among, or null to make none
   */
  @Nullable Key child(Object step, @Nullable Keys keys) {
    int count = 0;
    if (children instanceof Map<?, ?> all) {
      Object known = all.get(step);
      if (known != null) {
        return (Key) known;
      }
      count = MOST_CHAINED;
    }
    for (Key at = children instanceof Key first ? first : null; at != null; at = at.next) {
      if (at.part.equals(step)) {
        return at;
      }
      count++;
    }
    if (keys == null || !keys.take(step)) {
      return null;
    }
    Key made = new Key(this, step);
    if (count < MOST_CHAINED) {
      made.next = children instanceof Key first ? first : null;
      children = made;
    } else {
      addToMap(made);
    }
    return made;
  }

  @SuppressWarnings("unchecked") // there is no other map
  private void addToMap(Key made) {
    Map<Object, Key> all;
    if (children instanceof Map<?, ?> known) {
      all = (Map<Object, Key>) known;
    } else {
      all = new HashMap<>();
      for (Key at = (Key) children; at != null; at = at.next) {
        all.put(at.part, at);
      }
      children = all;
    }
    all.put(made.part, made);
  }

  /** The key of the root of the JSON in such events. */
  @Nullable Key json(@Nullable Keys keys) {
    return child(JSON, keys);
  }

  @Nullable Place place() {
    return place;
  }

  void setPlace(Place made) {
    place = made;
  }

  @Nullable Group group() {
    return group;
  }

  void setGroup(@Nullable Group made) {
    group = made;
  }
}
