package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Multipart bodies (RFC 2046, section 5.1; RFC 7578), nested ones included. The boundary is the
 * declared one, or that of the first line where the declaration is wrong or missing; lines may end
 * in a line feed alone.
 */
final class MultipartDecoder implements Decoder {
  private static final int LONGEST_BOUNDARY = 200;
  private static final int LONGEST_HEAD = 64 << 10;

  /** Of a media type with a charset. */
  private static final int LONGEST_USUAL = 96;

  private static final String CONTENT_TYPE = "Content-Type";

  /** Bytes of a part's head, read, and of a line of it. */
  private static final int PIECE = 512;

  private static final int LINE = 96;

  /** Steps of a byte of a line of it. */
  private static final int LINE_STEPS = 4;

  private static final Signs SIGNS = Signs.beginning("-").and(Signs.allOf("-"));

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public boolean mayOpen(byte[] bytes, String mediaType) {
    return MediaType.isMultipart(mediaType) || firstLine(bytes) != null;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    String text = part.text();
    if (text != null && beginsWithDelimiter(text)) {
      byte[] asBytes = text.getBytes(StandardCharsets.UTF_8);
      if (firstLine(asBytes) != null) {
        to.add(part.inner("text", asBytes));
        return true;
      }
    }
    if (bytes == null) {
      return false;
    }
    to.work().charge(bytes.length);
    boolean isDeclared = MediaType.isMultipart(part.mediaType());
    byte[] delimiter = isDeclared ? declared(part) : null;
    if (delimiter == null || find(bytes, delimiter, 0) < 0) {
      delimiter = firstLine(bytes);
      if (delimiter == null) {
        if (isDeclared) {
          to.incomplete(Reason.MALFORMED);
        }
        return false;
      }
    }
    split(part, bytes, delimiter, isDeclared, to);
    return true;
  }

  private static boolean beginsWithDelimiter(String text) {
    int start = 0;
    while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    return text.startsWith("--", start);
  }

  private static byte @Nullable [] declared(Part part) {
    String boundary = part.type() == null ? null : MediaType.parameter(part.type(), "boundary");
    return boundary == null || boundary.isEmpty()
        ? null
        : ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A first line that looks like a delimiter and is followed by a head with a disposition. */
  private static byte @Nullable [] firstLine(byte[] bytes) {
    int start = 0;
    while (start < bytes.length
        && (bytes[start] == '\r' || bytes[start] == '\n' || bytes[start] == ' ')) {
      start++;
    }
    int end = start;
    while (end < bytes.length && end - start < LONGEST_BOUNDARY && bytes[end] >= ' ') {
      end++;
    }
    if (end - start < 3
        || bytes[start] != '-'
        || bytes[start + 1] != '-'
        || end >= bytes.length
        || bytes[end] != '\r' && bytes[end] != '\n') {
      return null;
    }
    String head =
        new String(bytes, end, Math.min(bytes.length - end, 512), StandardCharsets.ISO_8859_1);
    return head.strip().toLowerCase(Locale.ROOT).startsWith("content-")
        ? Arrays.copyOfRange(bytes, start, end)
        : null;
  }

  private static void split(
      Part part, byte[] bytes, byte[] delimiter, boolean isDeclared, Unfolding to) {
    to.work().charge(2L * bytes.length);
    Layers layers = part.layers().then("multipart");
    int at = find(bytes, delimiter, 0);
    if (at > 0) {
      rest(part, layers, bytes, 0, at, to); // a preamble, which receivers skip
    }
    int position = 0;
    while (at >= 0) {
      int start = at + delimiter.length;
      if (start + 1 < bytes.length && bytes[start] == '-' && bytes[start + 1] == '-') {
        rest(part, layers, bytes, start + 2, bytes.length, to); // an epilogue
        return;
      }
      start = lineEnd(bytes, start);
      int next = find(bytes, delimiter, start);
      int end = next < 0 ? bytes.length : next;
      piece(
          part,
          layers,
          position++,
          bytes,
          start,
          next < 0 ? end : withoutBreak(bytes, start, end),
          to);
      at = next;
    }
    if (isDeclared) {
      to.incomplete(Reason.TRUNCATED);
    }
  }

  /** What stands outside the parts is text that somebody sent all the same. */
  private static void rest(
      Part part, Layers layers, byte[] bytes, int start, int end, Unfolding to) {
    if (to.isShownOnly()) {
      return;
    }
    String text = new String(bytes, start, end - start, StandardCharsets.UTF_8).strip();
    to.value(part.location(), layers, part.depth() + 1, text);
  }

  private static void piece(
      Part part, Layers layers, int position, byte[] bytes, int start, int end, Unfolding to) {
    Location parent = Unfolding.root(part, Location.Kind.PART);
    String name = null;
    String fileName = null;
    String type = null;
    String encoding = "";
    int at = start;
    to.work().allocate(PIECE);
    while (at < end && at - start < LONGEST_HEAD) {
      int lineEnd = at;
      while (lineEnd < end && bytes[lineEnd] != '\n') {
        lineEnd++;
      }
      to.work().charge((long) LINE_STEPS * (lineEnd - at));
      to.work().allocate(LINE + 2L * (lineEnd - at));
      String line = new String(bytes, at, lineEnd - at, StandardCharsets.UTF_8).strip();
      at = Math.min(lineEnd + 1, end);
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).strip();
      switch (colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
        case "content-disposition" -> {
          name = MediaType.parameter(value, "name");
          fileName = MediaType.parameter(value, "filename");
        }
        case "content-type" -> {
          type = value.equals("null") ? null : value;
          if (hasOddParameter(value) && !to.isShownOnly()) {
            to.value(parent.child(position).child(CONTENT_TYPE), layers, part.depth() + 1, value);
          }
        }
        case "content-transfer-encoding" -> encoding = value.toLowerCase(Locale.ROOT);
        default -> {
          if (!to.isShownOnly()) {
            to.value(parent.child(position), layers, part.depth() + 1, line);
          }
        }
      }
    }
    Location location = name == null ? parent.child(position) : parent.child(name);
    if (name != null) {
      to.name(location, layers, name);
    }
    if (fileName != null) {
      location = location.child(fileName);
      to.name(location, layers, fileName);
    }
    byte[] content = Arrays.copyOfRange(bytes, Math.min(at, end), end);
    if (!to.decoded(content.length)) {
      return;
    }
    if (encoding.equals("base64")) {
      layers = layers.then("base64");
      content = mime(content);
    }
    if (encoding.equals("quoted-printable")) {
      layers = layers.then("quoted-printable");
      content = QuotedPrintableDecoder.decode(content);
    }
    if (content.length > 0) {
      to.add(new Part(location, layers, part.depth() + 1, content, null, type, fileName, false));
    }
  }

  /** True if there may be more in a media type than what is read as a text anyway. */
  private static boolean hasOddParameter(String type) {
    int first = type.indexOf(';');
    return first >= 0
        && (type.indexOf(';', first + 1) >= 0
            || type.length() > LONGEST_USUAL
            || !type.substring(first + 1).strip().toLowerCase(Locale.ROOT).startsWith("charset="));
  }

  static byte[] mime(byte[] content) {
    try {
      return Base64.getMimeDecoder().decode(content);
    } catch (IllegalArgumentException e) {
      return content; // the run finder gets what it can out of it
    }
  }

  private static int lineEnd(byte[] bytes, int start) {
    int at = start;
    while (at < bytes.length && bytes[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, bytes.length);
  }

  private static int withoutBreak(byte[] bytes, int start, int end) {
    int at = end;
    if (at > start && bytes[at - 1] == '\n') {
      at--;
    }
    return at > start && bytes[at - 1] == '\r' ? at - 1 : at;
  }

  /** The next delimiter at the start of a line. */
  private static int find(byte[] bytes, byte[] delimiter, int from) {
    for (int i = from; i + delimiter.length <= bytes.length; i++) {
      if (bytes[i] == '-'
          && (i == 0 || bytes[i - 1] == '\n')
          && Arrays.equals(bytes, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
        return i;
      }
    }
    return -1;
  }
}
