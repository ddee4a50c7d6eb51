package dev.flowguard.rules.stream;

import dev.flowguard.rules.payload.Location;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place in events, which strings of several events share; one of a tree. */
final class Key {
  /** The step that replaces all numbers, on the way to a group. */
  static final Object ANY = new Object();

  /** The step from what is known of an event to its JSON. */
  private static final Object JSON = new Object();

  private final Location location;
  private final @Nullable Key outer;
  private final Object part;
  private final boolean isNumbered;
  private @Nullable Map<Object, Key> children;
  private @Nullable Place place;
  private @Nullable Group group;

  private Key(Location location, @Nullable Key outer, Object part) {
    this.location = location;
    this.outer = outer;
    this.part = part;
    isNumbered = outer != null && outer.isNumbered || part instanceof Integer;
  }

  static Key root() {
    return new Key(Location.of(Location.Kind.BODY), null, ANY);
  }

  Location location() {
    return location;
  }

  @Nullable Key outer() {
    return outer;
  }

  /** The last step: a name, a number, or one of the two that are neither. */
  Object part() {
    return part;
  }

  /** True if a number is on the way here. */
  boolean isNumbered() {
    return isNumbered;
  }

  /**
   * The key one step further, or null.
   *
   * @param step a name or a number
   * @param keys that a new key is counted among, or null to make none
   */
  @Nullable Key child(Object step, @Nullable Keys keys) {
    Key known = children == null ? null : children.get(step);
    if (known != null || keys == null || !keys.take(step)) {
      return known;
    }
    Key made = new Key(childLocation(step), this, step);
    if (children == null) {
      children = new HashMap<>();
    }
    children.put(step, made);
    return made;
  }

  /** The key of the root of the JSON in such events. */
  @Nullable Key json(@Nullable Keys keys) {
    return child(JSON, keys);
  }

  private Location childLocation(Object step) {
    if (step.equals(JSON)) {
      return outer == null ? Location.of(Location.Kind.JSON) : location.inside(Location.Kind.JSON);
    }
    if (step instanceof String name) {
      return location.child(name);
    }
    return location.child(step instanceof Integer number ? number : 0);
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
