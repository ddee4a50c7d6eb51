package dev.flowguard.rules.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text that grows, as far as there is room for it. Kept in pieces without room to grow but the
 * last one: many streams are open for long. Once it is shown, what was shown is the first piece.
 */
final class Joined {
  /** Bytes a character is charged with: one while it grows, one in the value that is shown. */
  private static final int COST = 2;

  /** Characters of a piece. */
  private static final int PIECE = 512;

  private final Key key;
  private final Room room;

  /** Of most texts beside a model's answer all. */
  private @Nullable String first;

  /** Between the first and the last; null while there are none. */
  private @Nullable List<String> others;

  private @Nullable StringBuilder last;
  private int length;
  private @Nullable StreamValue value;

  Joined(Key key, Room room) {
    this.key = key;
    this.room = room;
  }

  /** Adds the rest of a piece, or as much as fits. */
  void append(String piece, int from) {
    int count = piece.length() - from;
    if (count > 0 && !room.take((long) COST * count)) {
      count = (int) Math.min(count, room.left() / COST);
      room.take((long) COST * count);
    }
    if (count <= 0) {
      return;
    }
    value = null;
    length += count;
    if (last == null && (first == null || count >= PIECE)) {
      add(piece.substring(from, from + count));
      return;
    }
    StringBuilder to = last == null ? new StringBuilder() : last;
    last = to.append(piece, from, from + count);
    if (to.length() >= PIECE) {
      add(to.toString());
      last = null;
    }
  }

  private void add(String piece) {
    if (first == null) {
      first = piece;
      return;
    }
    List<String> to = others == null ? new ArrayList<>() : others;
    others = to;
    to.add(piece);
  }

  void replace(String whole) {
    clear();
    append(whole, 0);
  }

  int length() {
    return length;
  }

  /** True if this text or more of it is what the piece begins with. */
  boolean isBeginningOf(String piece) {
    if (length > piece.length()) {
      return false;
    }
    if (first == null) {
      return true;
    }
    if (!piece.startsWith(first)) {
      return false;
    }
    int at = first.length();
    if (others != null) {
      for (String each : others) {
        if (!piece.startsWith(each, at)) {
          return false;
        }
        at += each.length();
      }
    }
    for (int i = 0; last != null && i < last.length(); i++) {
      if (last.charAt(i) != piece.charAt(at + i)) {
        return false;
      }
    }
    return true;
  }

  String text() {
    return value().text();
  }

  /** The same object until the text grows. */
  StreamValue value() {
    StreamValue made = value;
    if (made == null) {
      String text = joined();
      first = text.isEmpty() ? null : text;
      others = null;
      last = null;
      made = new StreamValue(key.location(), text);
      value = made;
    }
    return made;
  }

  private String joined() {
    if (first == null) {
      return "";
    }
    if (others == null && last == null) {
      return first;
    }
    StringBuilder text = new StringBuilder(length).append(first);
    if (others != null) {
      others.forEach(text::append);
    }
    if (last != null) {
      text.append(last);
    }
    return text.toString();
  }

  /** Removes all, and gives its room back. */
  void clear() {
    room.give((long) COST * length);
    first = null;
    others = null;
    last = null;
    length = 0;
    value = null;
  }
}
