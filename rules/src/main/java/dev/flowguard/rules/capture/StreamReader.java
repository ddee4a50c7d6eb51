package dev.flowguard.rules.capture;

import dev.flowguard.rules.stream.StreamAssembler;
import dev.flowguard.rules.stream.StreamFormat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a streamed answer while it arrives: the values that its events carry in pieces are joined
 * as far as they have come. Each byte is looked at once.
 *
 * <p>For one thread at a time.
 */
public final class StreamReader implements ContentDecoding.Sink {
  /** By so many bytes, a stream that its type does not name is known. */
  private static final int MOST_HEAD = 4 << 10;

  /** How many bytes may come out of the encodings, for each one that is kept of the texts. */
  private static final int MOST_DECODED = 16;

  private final @Nullable String type;
  private final long mostBytes;
  private @Nullable ContentDecoding content;
  private static final byte[] NOTHING = {};

  private byte[] head = NOTHING;
  private @Nullable StreamAssembler assembler;

  /**
   * @param type value of {@code Content-Type}, or null
   * @param encoding value of {@code Content-Encoding}, or null
   * @param mostBytes that are kept of texts and of an unfinished event
   */
  public StreamReader(@Nullable String type, @Nullable String encoding, long mostBytes) {
    this.type = type;
    this.mostBytes = mostBytes;
    content = ContentDecoding.of(encoding, MOST_DECODED * mostBytes);
  }

  /** True if these bytes are a stream, as far as is known. */
  public boolean isStream() {
    return assembler != null;
  }

  /** True if more bytes are of use: it is a stream, or may be one. */
  public boolean isOpen() {
    return content != null;
  }

  /** Takes the next bytes of the body, as they are on the wire. */
  public void add(byte[] bytes, int from, int to) {
    ContentDecoding present = content;
    if (present == null) {
      return;
    }
    present.add(bytes, from, to, this);
    if (assembler == null && head.length >= MOST_HEAD) {
      close(); // no stream
    }
  }

  @Override
  public void decoded(byte[] bytes, int from, int to) {
    StreamAssembler present = assembler;
    if (present != null) {
      present.add(bytes, from, to);
      return;
    }
    int known = head.length;
    int end = from + Math.min(to - from, MOST_HEAD - known);
    if (end <= from) {
      return;
    }
    head = Arrays.copyOf(head, known + end - from);
    System.arraycopy(bytes, from, head, known, end - from);
    StreamFormat format = isBlank(head) ? null : StreamAssembler.formatOf(type, head, head.length);
    if (format != null) {
      present = new StreamAssembler(format, mostBytes);
      present.add(head, 0, head.length);
      present.add(bytes, end, to);
      assembler = present;
      head = NOTHING;
    }
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  /**
   * The values as far as they have come; only for a {@linkplain #isStream() stream}.
   *
   * @param isComplete true if no more will come, so that files and JSON in the values are opened
   */
  public BodyReader read(boolean isComplete) {
    if (isComplete && content != null) {
      content.finish(this);
    }
    StreamAssembler present = assembler;
    if (present == null) {
      throw new IllegalStateException("this body is not a stream");
    }
    boolean isPartial = present.isPartial() || content != null && content.isPartial();
    return BodyReader.ofStream(present.values(), type, isPartial, isComplete);
  }

  /** True if a piece takes no more time for what came before it. */
  public boolean isIncremental() {
    return content != null && content.isIncremental();
  }

  /** Bytes that are kept, of texts and of an unfinished event. */
  public long held() {
    long ofContent = content == null ? 0 : content.held();
    return ofContent + (assembler == null ? head.length : assembler.held());
  }

  /** Nothing more comes; what was read stays. */
  public void close() {
    if (content != null) {
      content.close();
      content = null;
    }
    head = NOTHING;
  }
}
