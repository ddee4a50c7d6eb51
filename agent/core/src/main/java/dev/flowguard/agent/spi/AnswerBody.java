package dev.flowguard.agent.spi;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer, as a server writes it. Servers buffer what applications write, so bytes
 * may be seen twice: when they are written, and when they leave the buffer. Each is handed over
 * once, when it is seen first. For one thread at a time.
 */
public final class AnswerBody {
  /** Of an answer that no source captures. */
  public static final AnswerBody NONE = new AnswerBody();

  /** What is asked for a tap. */
  private record Answer(Taps taps, String method, String target, MessageHead head) {
    @Nullable Tap open(int first) {
      return taps.open(Taps.Side.RESPONSE, method, target, new PlainHead(head, first));
    }

    /** No target and no header, which may be content. */
    @Override
    public String toString() {
      return "Answer";
    }
  }

  /** Characters that are encoded at once. */
  private static final int SLICE = 4_096;

  private final Charset charset;

  /** Null from the first byte on: an answer may stay open for long. */
  private @Nullable Answer answer;

  /** Set at the first byte. */
  private @Nullable Tap tap;

  /** Bytes that were handed over and have not left the buffer yet. */
  private long ahead;

  /** True if characters were written: how many bytes they become, only the server knows. */
  private boolean isText;

  /**
   * The body of an answer that some source captures.
   *
   * @param method of the request
   * @param target of the request
   * @param charset in which characters are written; null for ISO-8859-1
   */
  public AnswerBody(
      Taps taps, String method, String target, MessageHead head, @Nullable String charset) {
    this.answer = new Answer(taps, method, target, head);
    this.charset = charset(charset);
  }

  private AnswerBody() {
    this.charset = StandardCharsets.ISO_8859_1;
  }

  private static Charset charset(@Nullable String name) {
    if (name == null) {
      return StandardCharsets.ISO_8859_1;
    }
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8; // the server will refuse it
    }
  }

  /** True if some source captures it. */
  boolean isCaptured() {
    return tap != null || answer != null;
  }

  /**
   * Where the body goes.
   *
   * @param first its first byte, if this is it
   */
  private @Nullable Tap tap(int first) {
    Answer begun = answer;
    if (begun != null) {
      answer = null;
      tap = begun.open(first);
    }
    return tap;
  }

  /**
   * At the start of a method that writes bytes: an array or a part of it, a buffer, or one byte.
   */
  public void written(@Nullable Object a, @Nullable Object offset, @Nullable Object count) {
    if (a instanceof Integer one) {
      add(new byte[] {one.byteValue()}, 0, 1);
    } else if (a instanceof ByteBuffer buffer) {
      Tap to = buffer.hasRemaining() ? tap(buffer.get(buffer.position())) : null;
      if (to != null) {
        ahead += buffer.remaining();
        to.add(buffer);
      }
    } else if (a instanceof byte[] bytes) {
      add(
          bytes,
          offset instanceof Integer start ? start : 0,
          count instanceof Integer length ? length : bytes.length);
    }
  }

  private void add(byte[] bytes, int from, int count) {
    // With other arguments, the method itself will fail.
    if (from >= 0 && count > 0 && count <= bytes.length - from) {
      Tap to = tap(bytes[from]);
      if (to != null) {
        ahead += count;
        to.add(bytes, from, count);
      }
    }
  }

  /** At the start of a method that writes characters: an array or a string, a part, or one. */
  public void writtenText(@Nullable Object a, @Nullable Object offset, @Nullable Object count) {
    isText = true;
    if (a instanceof Integer one) {
      addText(String.valueOf((char) one.intValue()), 0, 1);
      return;
    }
    int from = offset instanceof Integer start ? start : 0;
    if (a instanceof String text) {
      addText(text, from, count instanceof Integer length ? length : text.length());
    } else if (a instanceof char[] chars) {
      addText(
          CharBuffer.wrap(chars), from, count instanceof Integer length ? length : chars.length);
    }
  }

  /** Encodes piece by piece, and never between the two halves of a character. */
  private void addText(CharSequence text, int from, int count) {
    if (from < 0 || count <= 0 || count > text.length() - from) {
      return; // the method itself will fail
    }
    int to = from + count;
    for (int at = from; at < to; ) {
      int end = Math.min(to, at + SLICE);
      if (end < to && Character.isHighSurrogate(text.charAt(end - 1))) {
        end++;
      }
      byte[] bytes = text.subSequence(at, end).toString().getBytes(charset);
      add(bytes, 0, bytes.length);
      at = end;
    }
  }

  /**
   * Before a buffer, or a part of what it holds, leaves; it may come again as far as it has not.
   */
  public void offered(ByteBuffer... buffers) {
    if (isText) {
      return;
    }
    long known = ahead;
    for (ByteBuffer each : buffers) {
      int length = each.remaining();
      int skipped = (int) Math.min(known, length);
      known -= skipped;
      if (skipped < length) {
        ByteBuffer more = each.duplicate();
        more.position(more.position() + skipped);
        written(more, null, null);
      }
    }
  }

  /** So many of the bytes that were offered have left. */
  public void accepted(long count) {
    ahead = Math.max(0, ahead - count);
  }

  /** Nothing more of it will be written. */
  void end() {
    if (tap != null) {
      tap.end();
    }
  }
}
