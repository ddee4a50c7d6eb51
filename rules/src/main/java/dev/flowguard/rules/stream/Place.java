package dev.flowguard.rules.stream;

import dev.flowguard.rules.payload.Location;
import org.jspecify.annotations.Nullable;

/** A key that strings were found at, and their text. */
final class Place {
  /**
   * Characters up to which it is remembered what pieces came that may be the whole text each time:
   * {@code 1} and {@code 10} are the beginning of a number, until {@code 5} follows.
   */
  private static final int MOST_EARLY = 64;

  private final Location location;
  private final Joined text;

  /** All pieces joined, while each begins with the one before; null once that is too long. */
  private @Nullable StringBuilder early = new StringBuilder();

  private boolean isRepeating = true;
  private boolean isVaried;
  private boolean isLabel = true;
  private long lastEvent = -1;
  private int events;

  Place(Location location, Room room) {
    this.location = location;
    text = new Joined(location, room);
  }

  /**
   * Adds what one event has.
   *
   * @param event its number; what has that of the piece before goes on in it
   */
  void add(String piece, long event) {
    isLabel &= Labels.isLabel(location.name(), piece);
    if (event == lastEvent) {
      isVaried = true;
      text.append(piece, 0);
      endRepeating();
      return;
    }
    lastEvent = event;
    events++;
    if (events == 1) {
      text.append(piece, 0);
      remember(piece);
      return;
    }
    int known = text.length();
    if (text.isBeginningOf(piece)) {
      isVaried |= piece.length() > known;
      text.append(piece, known);
      remember(piece);
      return;
    }
    isVaried = true;
    if (isRepeating && early != null) {
      text.replace(early.toString());
    }
    endRepeating();
    text.append(piece, 0);
  }

  private void remember(String piece) {
    if (early != null && early.length() + piece.length() <= MOST_EARLY) {
      early.append(piece);
    } else {
      early = null;
    }
  }

  private void endRepeating() {
    isRepeating = false;
    early = null;
  }

  /** Events that have a string here. */
  int events() {
    return events;
  }

  int length() {
    return text.length();
  }

  /** True if no piece is content. */
  boolean isLabel() {
    return isLabel;
  }

  CharSequence text() {
    return text.text();
  }

  /** Null for what is no content. */
  @Nullable StreamValue value() {
    boolean isConstant = events > 1 && !isVaried;
    return isConstant || isLabel ? null : text.value();
  }
}
