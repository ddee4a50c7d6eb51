package dev.flowguard.rules.stream;

import dev.flowguard.rules.payload.Location;
import org.jspecify.annotations.Nullable;

/** A text that grows, as far as there is room for it. */
final class Joined {
  /** Bytes a character is charged with: one while it grows, one in the value that is shown. */
  private static final int COST = 2;

  private final Location location;
  private final Room room;
  private final StringBuilder text = new StringBuilder();
  private @Nullable StreamValue value;

  Joined(Location location, Room room) {
    this.location = location;
    this.room = room;
  }

  /** Adds the rest of a piece, or as much as fits. */
  void append(String piece, int from) {
    int length = piece.length() - from;
    if (length > 0 && !room.take((long) COST * length)) {
      length = (int) Math.min(length, room.left() / COST);
      room.take((long) COST * length);
    }
    if (length > 0) {
      text.append(piece, from, from + length);
      value = null;
    }
  }

  void replace(String whole) {
    clear();
    append(whole, 0);
  }

  int length() {
    return text.length();
  }

  CharSequence text() {
    return text;
  }

  /** True if this text or more of it is what the piece begins with. */
  boolean isBeginningOf(String piece) {
    int length = text.length();
    if (length > piece.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != piece.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The same object until the text grows. */
  StreamValue value() {
    StreamValue made = value == null ? new StreamValue(location, text.toString()) : value;
    value = made;
    return made;
  }

  /** Removes all, and gives its room back. */
  void clear() {
    room.give((long) COST * text.length());
    text.setLength(0);
    value = null;
  }
}
