package dev.flowguard.rules.screen;

import dev.flowguard.rules.payload.Location;
import org.jspecify.annotations.Nullable;

/**
 * A field of an interface: a place without its positions, with what was found out about its name.
 * Belongs to one {@link Fields}.
 */
final class Field {
  final @Nullable Field outer;
  final String name;

  /** Of any value in it. */
  final Location location;

  /** True where the name is a text of its own, to be looked at like a value. */
  final boolean isText;

  /** True if the name has a number. */
  final boolean isNumbered;

  /** False if the name itself has something in it. */
  boolean isClean = true;

  /** What the detectors want to know of the place, four bits each. */
  long places;

  /** The pass in which the name was added to the row last. */
  long addedIn;

  /** Of the positions in it. */
  @Nullable Field element;

  final int hash;

  Field(@Nullable Field outer, String name, Location location, boolean isText, int hash) {
    this.outer = outer;
    this.name = name;
    this.location = location;
    this.isText = isText;
    this.hash = hash;
    boolean hasDigit = false;
    for (int i = 0; i < name.length(); i++) {
      hasDigit |= name.charAt(i) >= '0' && name.charAt(i) <= '9';
    }
    this.isNumbered = hasDigit;
  }

  /** Lengths only: the name may be content. */
  @Override
  public String toString() {
    return "Field[name of " + name.length() + " chars]";
  }
}
