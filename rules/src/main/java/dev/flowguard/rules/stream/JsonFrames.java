package dev.flowguard.rules.stream;

/**
 * JSON values in a row, with or without a line end or comma between them, and the elements of an
 * array that is around them all. A value counts from its last bracket on: the line end of the last
 * line is often missing.
 */
final class JsonFrames implements Frames {
  private final Events events;
  private final Room room;
  private final boolean isLines;
  private final Pending pending;
  private final JsonBounds bounds = new JsonBounds();
  private boolean isInValue;

  /**
   * @param isLines true where a string cannot go on in the next line
   */
  JsonFrames(Events events, Room room, boolean isLines) {
    this.events = events;
    this.room = room;
    this.isLines = isLines;
    pending = new Pending(room);
  }

  @Override
  public void rest() {
    pending.rest();
  }

  @Override
  public void add(byte b) {
    boolean isCut =
        isInValue
            && (isLines && b == '\n' && bounds.isInString()
                || b == '{' && bounds.isNoPlaceForObject());
    if (isCut) {
      end(false);
    }
    if (!isInValue) {
      isInValue = b == '{' || b == '"';
      bounds.start();
      if (!isInValue && !isBetween(b)) {
        room.leaveOut();
      }
    }
    if (isInValue) {
      if (!pending.add(b)) {
        end(false);
      } else if (bounds.isEnd(b)) {
        end(true);
      }
    }
  }

  private void end(boolean isWhole) {
    int length = pending.length();
    byte[] bytes = pending.bytes();
    isInValue = false;
    pending.clear(); // keeps its array as it is until the next byte
    if (!events.json(bytes, 0, length, isWhole, null)) {
      room.leaveOut();
    }
  }

  /**
   * White space, record separators, commas, brackets, and numbers and words, which hold no text.
   */
  private static boolean isBetween(byte b) {
    return b >= 0
        && (b <= ' ' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || ",[]-+.E".indexOf(b) >= 0);
  }
}
