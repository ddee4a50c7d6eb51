package dev.flowguard.rules.stream;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the events of one stream and adds their strings to its values. */
final class Events {
  /** The member of an event of Bedrock that holds an event or a text of the model in Base64. */
  private static final String BYTES = "bytes";

  private final Values values;
  private final Room room;
  private final boolean opensBytes;

  /**
   * @param opensBytes true where events may be in Base64 within events
   */
  Events(Values values, Room room, boolean opensBytes) {
    this.values = values;
    this.room = room;
    this.opensBytes = opensBytes;
  }

  /**
   * Takes an event in JSON, as far as it can be read.
   *
   * @param isWhole false if its end is missing
   * @param name of the event in the framing, used where the type is missing
   * @return false if nothing could be made of it
   */
  boolean json(byte[] bytes, int from, int to, boolean isWhole, @Nullable String name) {
    Event event = Event.read(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    if (!event.isWhole() && event.texts().isEmpty()) {
      return false;
    }
    if (!event.isWhole() || !isWhole) {
      room.leaveOut();
    }
    List<Event.Text> inner = opensBytes ? event.takeMembers(BYTES) : List.of();
    values.add(event, name);
    for (Event.Text each : inner) {
      open(event, each, name);
    }
    return true;
  }

  /** Takes what an event has in Base64: an event, or a piece of a text. */
  private void open(Event outer, Event.Text encoded, @Nullable String name) {
    String text = decoded(encoded.value());
    Event event = text != null && text.stripLeading().startsWith("{") ? Event.read(text) : null;
    if (event != null && (event.isWhole() || !event.texts().isEmpty())) {
      if (!event.isWhole()) {
        room.leaveOut();
      }
      values.add(event, name);
    } else {
      values.add(encoded.at(), text == null ? encoded.value() : text);
    }
  }

  private static @Nullable String decoded(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }

  /**
   * Takes plain text, or a string in JSON.
   *
   * @param isContinued true if it belongs to the event before
   * @param isNextLine true if it begins a line there
   */
  void text(
      byte[] bytes,
      int from,
      int to,
      @Nullable String name,
      boolean isContinued,
      boolean isNextLine) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
      Event event = Event.read(text);
      if (event.isWhole() && event.texts().size() == 1) {
        text = event.texts().get(0).value();
      }
    }
    values.add(name, isNextLine ? "\n" + text : text, isContinued);
  }
}
