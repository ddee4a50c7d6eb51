package dev.flowguard.rules.stream;

import org.jspecify.annotations.Nullable;

/** A step on the way to a string in one event. */
final class Step {
  /** Of a member: its name. */
  private final @Nullable String name;

  private final @Nullable Step outer;
  private final boolean isArray;

  /** Of an element: its position, unless it has an {@code index}. */
  private int number;

  private int elements;
  private @Nullable Found key;
  private @Nullable Found group;

  /**
   * @param name null for an element and for the root
   * @param isArray true for an array, false for an object or a string
   */
  Step(@Nullable Step outer, @Nullable String name, boolean isArray) {
    this.outer = outer;
    this.isArray = isArray;
    if (outer != null && outer.isArray) {
      this.name = null;
      this.number = outer.elements++;
    } else {
      this.name = name;
      this.number = -1;
    }
  }

  @Nullable Step outer() {
    return outer;
  }

  @Nullable String name() {
    return name;
  }

  boolean isRoot() {
    return outer == null;
  }

  boolean isArray() {
    return isArray;
  }

  boolean isElement() {
    return number >= 0;
  }

  void setNumber(int index) {
    number = index;
  }

  /** An element passed that holds no string. */
  void skipElement() {
    elements++;
  }

  /** By what {@link Key} knows this step; not for the root. */
  Object part() {
    return name == null ? (Object) number : name;
  }

  /** What was found for this step before, or null. */
  @Nullable Found found(boolean isGroup) {
    return isGroup ? group : key;
  }

  void setFound(boolean isGroup, Found found) {
    if (isGroup) {
      group = found;
    } else {
      key = found;
    }
  }

  /**
   * What was found for a step.
   *
   * @param key null if there is none
   */
  record Found(@Nullable Key key) {}
}
