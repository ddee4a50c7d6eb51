package dev.flowguard.rules.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins the events of a streamed answer to the values that they carry in pieces, while the answer
 * arrives: an answer of an AI model is one text, although it comes as one word per event.
 *
 * <p>It knows no provider. Each string in an event has a key: the {@code type} and the numbers
 * named {@code …index} of the event's root, and the JSON path, in which an array element counts by
 * its {@code index} or else by its position. Strings with the same key are joined. Left out are
 * values that are the same in each of several events, and identifiers, model names, timestamps and
 * padding. Where a server repeats the whole text in each event, the last one counts; where it
 * numbers its events, the events are joined in their order.
 *
 * <p>Each byte is looked at a constant number of times, and {@link #values()} makes texts only of
 * what has changed. Input of any kind is accepted; what cannot be read is left out, and {@link
 * #isPartial()} says so.
 *
 * <p>For one thread at a time.
 */
public final class StreamAssembler {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final Room room;
  private final Values values;
  private final Frames frames;

  /** How many bytes of a byte order mark may still come. */
  private int mark;

  /**
   * @param mostBytes that are kept: of an unfinished event, of texts (two a character), of places.
   *     What comes after is left out. The memory in use is at most about three times that
   */
  public StreamAssembler(StreamFormat format, long mostBytes) {
    room = new Room(mostBytes);
    values = new Values(room);
    Events events = new Events(values, room, format == StreamFormat.AWS_EVENT_STREAM);
    frames =
        switch (format) {
          case SSE -> new SseFrames(events, room);
          case NDJSON -> new JsonFrames(events, room, true);
          case JSON_ARRAY -> new JsonFrames(events, room, false);
          case AWS_EVENT_STREAM -> new AwsFrames(events, room);
        };
    mark = format == StreamFormat.AWS_EVENT_STREAM ? 0 : BYTE_ORDER_MARK.length;
  }

  /**
   * The format of a streamed answer, or null where it is none, so that the whole body is to be
   * unfolded.
   *
   * <p>By its media type, where that is one of streams. Else by its first bytes: some servers
   * declare streams as text or JSON. An array is a stream only with the members that Gemini sends,
   * since most arrays are lists.
   *
   * @param contentType value of the header
   * @param head the first bytes of the body, after all content encodings; some hundred will do
   * @param length how many of them there are
   */
  public static @Nullable StreamFormat formatOf(
      @Nullable String contentType, byte[] head, int length) {
    return FormatLook.format(contentType, head, Math.min(length, head.length));
  }

  /**
   * Takes the next piece of the answer, of any size and cut anywhere.
   *
   * @param bytes not kept and not changed
   */
  public void add(byte[] bytes, int from, int to) {
    for (int i = from; i < to && !room.isFull(); i++) {
      byte b = bytes[i];
      if (mark > 0) {
        if (b == BYTE_ORDER_MARK[BYTE_ORDER_MARK.length - mark]) {
          mark--;
          continue;
        }
        mark = 0;
      }
      frames.add(b);
    }
    frames.rest();
  }

  /**
   * The values as far as they have come, in the order in which they began. May be called again and
   * again: a text that has not changed is the same object as before.
   *
   * <p>A value may disappear when more has come: after one event, a constant looks like a text.
   */
  public List<StreamValue> values() {
    return values.shown();
  }

  /** How many of the bytes that may be kept are in use. */
  public long held() {
    return room.taken();
  }

  /** True once something was left out: a bound was reached, or a frame could not be read. */
  public boolean isPartial() {
    return room.isPartial();
  }
}
