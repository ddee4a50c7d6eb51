package dev.flowguard.rules.payload;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Messages of e-mail (RFC 5322), known by two of the fields that each of them has: the subject,
 * with its encoded words (RFC 2047), and the body, with its transfer encoding (RFC 2045). Of what
 * leaves the message is read as a text as well.
 */
final class MailDecoder implements Decoder {
  private static final List<String> KNOWN =
      List.of(
          "from", "to", "subject", "date", "message-id", "mime-version", "received", "return-path");

  private static final int FEWEST_KNOWN = 2;
  private static final int LONGEST_HEAD = 64 << 10;
  private static final int LONGEST_NAME = 64;

  /** Steps and bytes of a byte of a head. */
  private static final int STEPS = 4;

  private static final int BYTES = 4;

  @Override
  public boolean mayOpen(byte[] bytes, String mediaType) {
    return mayBegin(bytes);
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || !mayBegin(bytes)) {
      return false;
    }
    Head head = Head.read(bytes, to);
    if (head == null) {
      return false;
    }
    Layers layers = part.layers().then("mail");
    if (!head.subject.isEmpty()) {
      to.value(part.location(), layers, part.depth() + 1, words(head.subject, to));
    }
    int length = bytes.length - head.end;
    if (length > 0 && to.decoded(length)) {
      byte[] body = java.util.Arrays.copyOfRange(bytes, head.end, bytes.length);
      if (head.encoding.equals("base64")) {
        layers = layers.then("base64");
        body = MultipartDecoder.mime(body);
      } else if (head.encoding.equals("quoted-printable")) {
        layers = layers.then("quoted-printable");
        body = QuotedPrintableDecoder.decode(body);
      }
      to.work().charge((long) STEPS * length);
      to.add(
          new Part(part.location(), layers, part.depth() + 1, body, null, head.type, null, false));
    }
    return to.isShownOnly();
  }

  /** True if the first line may be that of a head: a name of letters and hyphens, and a colon. */
  private static boolean mayBegin(byte[] bytes) {
    int i = 0;
    while (i < Math.min(bytes.length, LONGEST_NAME) && isName(bytes[i])) {
      i++;
    }
    return i > 1 && i < bytes.length && bytes[i] == ':';
  }

  private static boolean isName(byte b) {
    return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '-' || b >= '0' && b <= '9';
  }

  /** The fields of a message that tell how it is read. */
  private static final class Head {
    private String subject = "";
    private String encoding = "";
    private @Nullable String type;
    private int end;

    /** The head, or null if it is none of a message. */
    static @Nullable Head read(byte[] bytes, Unfolding to) {
      Head head = new Head();
      int known = 0;
      int most = Math.min(bytes.length, LONGEST_HEAD);
      int at = 0;
      while (at < most) {
        int lineEnd = fieldEnd(bytes, at, most);
        to.work().charge((long) STEPS * (lineEnd - at));
        if (bytes[at] == '\n' || bytes[at] == '\r') {
          head.end = lineEnd;
          break;
        }
        int colon = at;
        while (colon < lineEnd && isName(bytes[colon])) {
          colon++;
        }
        if (colon == at || colon == lineEnd || bytes[colon] != ':') {
          return null;
        }
        to.work().allocate((long) BYTES * (lineEnd - at));
        String name = Bytes.latin(bytes, at, colon).toLowerCase(Locale.ROOT);
        known += KNOWN.contains(name) ? 1 : 0;
        head.field(name, bytes, colon + 1, lineEnd);
        at = lineEnd;
        head.end = lineEnd;
      }
      return known < FEWEST_KNOWN ? null : head;
    }

    private void field(String name, byte[] bytes, int from, int lineEnd) {
      switch (name) {
        case "subject" -> subject = value(bytes, from, lineEnd);
        case "content-type" -> type = value(bytes, from, lineEnd);
        case "content-transfer-encoding" ->
            encoding = value(bytes, from, lineEnd).toLowerCase(Locale.ROOT);
        default -> {}
      }
    }

    private static String value(byte[] bytes, int from, int end) {
      return new String(bytes, from, end - from, StandardCharsets.UTF_8)
          .replace("\r\n", "")
          .replace("\n", "")
          .strip();
    }

    /** Where a field ends, with the lines that go on with it. */
    private static int fieldEnd(byte[] bytes, int start, int most) {
      int i = start;
      while (i < most) {
        if (bytes[i++] == '\n') {
          boolean isFolded = i < most && (bytes[i] == ' ' || bytes[i] == '\t');
          boolean isEmpty = i - start <= 2 && (bytes[start] == '\n' || bytes[start] == '\r');
          if (!isFolded || isEmpty) {
            return i;
          }
        }
      }
      return most;
    }
  }

  /** A value with its encoded words decoded; white space between two of them is none. */
  static String words(String value, Unfolding to) {
    to.work().charge((long) STEPS * value.length());
    StringBuilder out = new StringBuilder();
    int done = 0;
    boolean isBehindWord = false;
    int at = value.indexOf("=?");
    while (at >= 0) {
      int encoding = value.indexOf('?', at + 2);
      int text = encoding < 0 ? -1 : value.indexOf('?', encoding + 1);
      int end = text < 0 ? -1 : value.indexOf("?=", text + 1);
      if (end < 0) {
        break;
      }
      String decoded =
          text == encoding + 2
              ? word(
                  value.substring(at + 2, encoding), value.charAt(encoding + 1), value, text, end)
              : null;
      if (decoded == null) {
        at = value.indexOf("=?", text);
        isBehindWord = false;
        continue;
      }
      String between = value.substring(done, at);
      out.append(isBehindWord && between.isBlank() ? "" : between).append(decoded);
      isBehindWord = true;
      done = end + 2;
      at = value.indexOf("=?", done);
    }
    return out.append(value, done, value.length()).toString();
  }

  private static @Nullable String word(
      String charset, char encoding, String value, int text, int end) {
    byte[] bytes = value.substring(text + 1, end).getBytes(StandardCharsets.ISO_8859_1);
    int language = charset.indexOf('*');
    try {
      Charset as = Charset.forName(language < 0 ? charset : charset.substring(0, language));
      return switch (encoding) {
        case 'B', 'b' -> new String(Base64.getMimeDecoder().decode(bytes), as);
        case 'Q', 'q' -> {
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '_' ? (byte) ' ' : bytes[i];
          }
          yield new String(QuotedPrintableDecoder.decode(bytes), as);
        }
        default -> null;
      };
    } catch (IllegalArgumentException e) {
      return null; // not a charset that is known, or not base64
    }
  }
}
