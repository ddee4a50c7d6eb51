package dev.flowguard.rules.stream;

import org.jspecify.annotations.Nullable;

/**
 * Server-sent events. JSON counts from its last bracket on, and a line of plain text from its end:
 * some servers leave out the empty line after an event, or end with the last bracket.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML standard</a>
 */
final class SseFrames implements Frames {
  private static final int LONGEST_NAME = 100;

  /** What OpenAI and others send last. */
  private static final String DONE = "[DONE]";

  /** What of a line is read. */
  private enum Field {
    NAME,
    SPACE,
    DATA,
    EVENT,
    IGNORED
  }

  /** What is in the data of an event so far. */
  private enum Content {
    NONE,
    TEXT,
    JSON,
    /** JSON that has ended. */
    READ
  }

  private final Events events;
  private final Room room;
  private final Pending pending;
  private final JsonBounds bounds = new JsonBounds();
  private final StringBuilder fieldName = new StringBuilder(0);
  private final StringBuilder eventName = new StringBuilder(0);
  private Field field = Field.NAME;
  private Content content = Content.NONE;

  /** The field that follows {@link Field#SPACE}. */
  private Field next = Field.DATA;

  private boolean isAfterReturn;

  /** True where a text has begun in this event, and where it has in this line. */
  private boolean hasText;

  private boolean isTextInLine;

  SseFrames(Events events, Room room) {
    this.events = events;
    this.room = room;
    pending = new Pending(room);
  }

  @Override
  public void rest() {
    pending.rest();
    fieldName.trimToSize();
    eventName.trimToSize();
  }

  @Override
  public void add(byte b) {
    boolean isSecond = b == '\n' && isAfterReturn;
    isAfterReturn = b == '\r';
    if (isSecond) {
      return;
    }
    if (b == '\n' || b == '\r') {
      endLine();
      return;
    }
    switch (field) {
      case NAME -> {
        if (b == ':') {
          startValue();
        } else if (fieldName.length() < LONGEST_NAME) {
          fieldName.append((char) (b & 0xff));
        }
      }
      case SPACE -> {
        field = next;
        if (b != ' ') {
          value(b);
        }
      }
      default -> value(b);
    }
  }

  private void startValue() {
    String name = fieldName.toString();
    field = Field.SPACE;
    switch (name) {
      case "data" -> next = Field.DATA;
      case "event" -> {
        next = Field.EVENT;
        eventName.setLength(0);
      }
      default -> {
        next = Field.IGNORED;
        if (!isKnown(name)) {
          room.leaveOut();
        }
      }
    }
  }

  /** True for a comment and for fields without content. */
  private static boolean isKnown(String name) {
    return name.isEmpty() || name.equals("id") || name.equals("retry");
  }

  private void value(byte b) {
    if (field == Field.DATA) {
      data(b);
    } else if (field == Field.EVENT && eventName.length() < LONGEST_NAME) {
      eventName.append((char) (b & 0xff));
    }
  }

  private void data(byte b) {
    if (content == Content.READ) {
      if (b == ' ' || b == '\t') {
        return;
      }
      content = Content.NONE;
    }
    if (content == Content.NONE && b != ' ' && b != '\t') {
      content = b == '{' || b == '[' ? Content.JSON : Content.TEXT;
      bounds.start();
    }
    if (!pending.add(b)) {
      flush(false);
    } else if (content == Content.JSON && bounds.isEnd(b)) {
      flush(true);
    }
  }

  private void endLine() {
    boolean isEmpty = field == Field.NAME && fieldName.isEmpty();
    if (field == Field.NAME && !isEmpty) {
      startValue(); // a field without a colon is one without a value
      field = next;
    }
    boolean isData = field == Field.DATA || field == Field.SPACE && next == Field.DATA;
    if (isEmpty) {
      endEvent();
    } else if (isData && content == Content.JSON) {
      if (!pending.add((byte) '\n')) {
        flush(false);
      }
    } else if (isData && content == Content.READ) {
      content = Content.NONE;
    } else if (isData) {
      text();
    }
    isTextInLine = false;
    field = Field.NAME;
    fieldName.setLength(0);
  }

  private void endEvent() {
    if (content == Content.JSON) {
      flush(false);
    }
    content = Content.NONE;
    hasText = false;
    eventName.setLength(0);
  }

  private void flush(boolean isWhole) {
    if (content != Content.JSON) {
      text();
      return;
    }
    int length = pending.length();
    byte[] bytes = pending.bytes();
    if (isDone(bytes, length)) {
      pending.clear();
      content = Content.READ;
      return;
    }
    pending.clear(); // keeps its array as it is until the next byte
    if (events.json(bytes, 0, length, isWhole, name())) {
      content = Content.READ;
    } else {
      // A text that begins with a bracket.
      addText(bytes, length > 0 && bytes[length - 1] == '\n' ? length - 1 : length);
    }
  }

  private void text() {
    int length = pending.length();
    byte[] bytes = pending.bytes();
    pending.clear();
    addText(bytes, length);
  }

  /** Lines of one event are joined by line ends. */
  private void addText(byte[] bytes, int length) {
    boolean isNextLine = hasText && !isTextInLine;
    events.text(bytes, 0, length, name(), hasText, isNextLine);
    hasText = true;
    isTextInLine = true;
    content = Content.NONE;
  }

  private @Nullable String name() {
    return eventName.isEmpty() ? null : eventName.toString();
  }

  private static boolean isDone(byte[] bytes, int length) {
    int start = 0;
    while (start < length && bytes[start] == ' ') {
      start++;
    }
    if (length - start != DONE.length()) {
      return false;
    }
    for (int i = 0; i < DONE.length(); i++) {
      if (bytes[start + i] != DONE.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
