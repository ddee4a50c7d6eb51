package dev.flowguard.rules.stream;

import org.jspecify.annotations.Nullable;

/** A key that strings were found at, and their text. */
final class Place implements Shown {
  /**
   * Characters up to which it is remembered what pieces came that may be the whole text each time:
   * {@code 1} and {@code 10} are the beginning of a number, until {@code 5} follows.
   */
  private static final int MOST_EARLY = 64;

  /** Parts of a text that is shown joined are shown alone too from this length. */
  private static final int SHORTEST_TEXT = 24;

  private final Key key;
  private final Joined text;

  /** All pieces joined, while each begins with the one before; null once that is too long. */
  private @Nullable String early = "";

  private boolean isRepeating = true;
  private boolean isVaried;
  private boolean isLabel = true;
  private long lastEvent = -1;
  private int events;

  Place(Key key, Room room) {
    this.key = key;
    text = new Joined(key, room);
  }

  /**
   * Adds what one event has.
   *
   * @param event its number; what has that of the piece before goes on in it
   */
  void add(String piece, long event) {
    isLabel &= Labels.isLabel(key.name(), piece);
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
      text.replace(early);
    }
    endRepeating();
    text.append(piece, 0);
  }

  private void remember(String piece) {
    boolean isShort = early != null && early.length() + piece.length() <= MOST_EARLY;
    early = isShort ? early + piece : null;
  }

  private void endRepeating() {
    isRepeating = false;
    early = null;
  }

  /** Events that have a string here. */
  int events() {
    return events;
  }

  /** True if no piece is content. */
  boolean isLabel() {
    return isLabel;
  }

  String text() {
    return text.text();
  }

  @Override
  public @Nullable StreamValue shown() {
    Group group = key.group();
    boolean isInGroup = group != null && group.isJoined() && text.length() < SHORTEST_TEXT;
    boolean isConstant = events > 1 && !isVaried;
    return isInGroup || isConstant || isLabel ? null : text.value();
  }
}
