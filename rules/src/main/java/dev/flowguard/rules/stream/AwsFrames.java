package dev.flowguard.rules.stream;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The frames of {@code application/vnd.amazon.eventstream}: length, length of the headers, checksum
 * of both, headers, payload, checksum of all. A frame with a wrong checksum is left out; behind
 * bytes that are no frame, the next frame is looked for.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html">The
 *     format of the messages</a>
 */
final class AwsFrames implements Frames {
  private static final int PRELUDE = 12;
  private static final int CHECKSUM = 4;

  /** Limits of the format: 128 KiB of headers, 24 MiB of payload. */
  private static final int MOST_HEADERS = 128 << 10;

  private static final int MOST_FRAME = (24 << 20) + MOST_HEADERS + PRELUDE + CHECKSUM;

  private static final int TYPE_BYTES = 6;
  private static final int TYPE_STRING = 7;

  /** Bytes of the value of each type of header but the two that have a length. */
  private static final int[] SIZES = {0, 0, 1, 2, 4, 8, -1, -1, 8, 16};

  private final Events events;
  private final Room room;
  private final Pending pending;
  private final CRC32 checksum = new CRC32();
  private int wanted = PRELUDE;

  AwsFrames(Events events, Room room) {
    this.events = events;
    this.room = room;
    pending = new Pending(room);
  }

  @Override
  public void rest() {
    pending.rest();
  }

  @Override
  public void add(byte b) {
    if (!pending.add(b)) {
      pending.clear();
      return;
    }
    if (pending.length() < wanted) {
      return;
    }
    if (wanted > PRELUDE) {
      frame(pending.bytes(), pending.length());
      pending.clear();
      wanted = PRELUDE;
    } else if (isPrelude(pending.bytes(), 0)) {
      wanted = number(pending.bytes(), 0);
    } else {
      room.leaveOut();
      pending.dropFirst();
    }
  }

  /** True if a frame begins here. There must be 12 bytes. */
  static boolean isPrelude(byte[] bytes, int at) {
    int length = number(bytes, at);
    int headers = number(bytes, at + 4);
    if (length < PRELUDE + CHECKSUM
        || length > MOST_FRAME
        || headers < 0
        || headers > Math.min(MOST_HEADERS, length - PRELUDE - CHECKSUM)) {
      return false;
    }
    CRC32 checksum = new CRC32();
    checksum.update(bytes, at, PRELUDE - CHECKSUM);
    return (int) checksum.getValue() == number(bytes, at + PRELUDE - CHECKSUM);
  }

  private void frame(byte[] bytes, int length) {
    checksum.reset();
    checksum.update(bytes, 0, length - CHECKSUM);
    if ((int) checksum.getValue() != number(bytes, length - CHECKSUM)) {
      room.leaveOut();
      return;
    }
    int start = PRELUDE + number(bytes, 4);
    int end = length - CHECKSUM;
    String name = name(bytes, start);
    int first = start;
    while (first < end && bytes[first] >= 0 && bytes[first] <= ' ' && bytes[first] != 0) {
      first++;
    }
    if (first == end) {
      return;
    }
    boolean isJson = bytes[first] == '{' || bytes[first] == '[';
    if (isJson && events.json(bytes, first, end, true, name)) {
      return;
    }
    if (isBinary(bytes, start, end)) {
      room.leaveOut();
    } else {
      events.text(bytes, start, end, name, false, false);
    }
  }

  /** The type of the event or exception, or null. */
  private @Nullable String name(byte[] bytes, int end) {
    int at = PRELUDE;
    while (at < end) {
      int nameEnd = at + 1 + (bytes[at] & 0xff);
      if (nameEnd >= end) {
        room.leaveOut();
        return null;
      }
      String name = new String(bytes, at + 1, nameEnd - at - 1, StandardCharsets.UTF_8);
      int type = bytes[nameEnd];
      int value = nameEnd + 1;
      int size = type < 0 || type >= SIZES.length ? end : SIZES[type];
      if (type == TYPE_BYTES || type == TYPE_STRING) {
        size = value + 2 > end ? end : (bytes[value] & 0xff) << 8 | bytes[value + 1] & 0xff;
        value += 2;
      }
      if (value + size > end) {
        room.leaveOut();
        return null;
      }
      if (type == TYPE_STRING && (name.equals(":event-type") || name.equals(":exception-type"))) {
        return new String(bytes, value, size, StandardCharsets.UTF_8);
      }
      at = value + size;
    }
    return null;
  }

  private static boolean isBinary(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private static int number(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }
}
