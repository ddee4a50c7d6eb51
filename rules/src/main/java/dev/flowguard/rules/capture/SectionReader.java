package dev.flowguard.rules.capture;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body that is too long to be kept: in sections, each with a little of the one before. What
 * is open at the end of a section is carried on: the part of a multipart body, and objects, arrays
 * and the text of JSON. So the values of a later section are in their places, and a small part
 * behind a large file is found under its name.
 *
 * <p>For one thread at a time, but {@link #mayDrop}. It keeps one section.
 */
public final class SectionReader implements ContentDecoding.Sink {
  /** Bytes of a section, without its encoding. */
  public static final int SECTION = 1 << 20;

  /** Encoded bytes after which it is looked at how many have come out of them. */
  private static final int SLICE = 16 << 10;

  /** Bytes that may come out of each encoded one. */
  private static final int MOST_RATIO = 200;

  private final @Nullable String type;
  private final ContentDecoding content;
  private final boolean isEncoded;
  private final Consumer<BodyReader> sections;
  private final byte[] section = new byte[SECTION];
  private @Nullable OpenContent open;
  private int length;

  /** Bytes at the start of the section that the one before had as well. */
  private int known;

  private long encoded;
  private long decoded;
  private boolean isPartial;

  /**
   * Begins a body.
   *
   * @param type value of {@code Content-Type}, or null
   * @param encoding value of {@code Content-Encoding}, or null
   * @param head its first bytes, as they are on the wire
   * @param sections takes each section once it is complete
   * @throws IllegalArgumentException for an encoding that it {@linkplain #canRead cannot read}
   */
  public SectionReader(
      @Nullable String type,
      @Nullable String encoding,
      byte[] head,
      Consumer<BodyReader> sections) {
    ContentDecoding decoding = ContentDecoding.of(encoding, Long.MAX_VALUE);
    if (decoding == null || !decoding.isIncremental()) {
      throw new IllegalArgumentException("no body of this encoding can be read in sections");
    }
    this.type = type;
    this.content = decoding;
    String name = encoding == null ? "" : encoding.trim();
    this.isEncoded = !name.isEmpty() && !name.equalsIgnoreCase("identity");
    this.sections = sections;
    this.open = isEncoded ? null : OpenContent.of(type, head);
  }

  /** True for an encoding that can be taken off while a body arrives. */
  public static boolean canRead(@Nullable String encoding) {
    ContentDecoding decoding = ContentDecoding.of(encoding, Long.MAX_VALUE);
    return decoding != null && decoding.isIncremental();
  }

  /** True if what is read is not what is on the wire. */
  public boolean isEncoded() {
    return isEncoded;
  }

  /** Begins behind the first bytes of a body without an encoding, which are known. */
  public void startBehind(byte[] head) {
    OpenContent present = open(head);
    int next = present.next(head);
    length = head.length - next;
    known = length;
    System.arraycopy(head, next, section, 0, length);
  }

  private OpenContent open(byte[] head) {
    OpenContent present = open;
    if (present == null) {
      present = OpenContent.of(type, head);
      open = present;
    }
    return present;
  }

  /** Takes the next bytes, as they are on the wire, and hands over each section that they fill. */
  public void add(byte[] bytes, int count) {
    for (int at = 0; at < count; at += SLICE) {
      int end = Math.min(count, at + SLICE);
      encoded += end - at;
      content.add(bytes, at, end, this);
      if (decoded > SECTION && decoded / MOST_RATIO > encoded) {
        content.close();
        isPartial = true;
      }
    }
  }

  @Override
  public void decoded(byte[] bytes, int from, int to) {
    decoded += to - from;
    int at = from;
    while (at < to) {
      int count = Math.min(to - at, SECTION - length);
      System.arraycopy(bytes, at, section, length, count);
      length += count;
      at += count;
      if (length == SECTION) {
        complete();
      }
    }
  }

  /** Bytes that no section has that was handed over. */
  public int unread() {
    return length - known;
  }

  /** What has come of the section that is not complete; it is handed over later all the same. */
  public BodyReader unfinished() {
    byte[] bytes = Arrays.copyOf(section, length);
    return open(bytes).read(bytes);
  }

  /** Hands over what has come of a section; what comes then is of the next one. */
  public void complete() {
    if (unread() == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOf(section, length);
    OpenContent present = open(bytes);
    BodyReader reader = present.read(bytes);
    int next = present.next(bytes);
    length -= next;
    known = length;
    System.arraycopy(bytes, next, section, 0, length);
    sections.accept(reader);
  }

  /**
   * Goes on behind bytes that were left out.
   *
   * @param isFile true if {@link #mayDrop} said so of all of them
   */
  public void skip(boolean isFile) {
    isPartial = true;
    if (isEncoded) {
      content.close();
      return;
    }
    complete();
    length = 0;
    known = 0;
    OpenContent present = open;
    if (present != null) {
      present.skip(isFile);
    }
  }

  /**
   * True if these bytes are in the middle of a file, and have no text: nothing that comes later is
   * lost with them. By any thread.
   */
  public boolean mayDrop(byte[] bytes) {
    OpenContent present = open;
    return !isEncoded && present != null && present.mayDrop(bytes);
  }

  /** True if some bytes were left out. */
  public boolean isPartial() {
    return isPartial || content.isPartial();
  }

  /** Releases what is held; nothing more can be added. */
  public void close() {
    content.close();
  }
}
