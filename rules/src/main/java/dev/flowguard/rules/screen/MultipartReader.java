package dev.flowguard.rules.screen;

import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Opener;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads forms in parts (RFC 7578) and hands the values of their parts over, where all of them are
 * plain text. Files, parts with an encoding and whatever it does not know for sure end the reading.
 * For one thread.
 */
final class MultipartReader {
  /** Lines end in it, and nothing else is the end of a line here. */
  private static final String BREAK = "\r\n";

  /** Before a boundary, and after the last one. */
  private static final String DASHES = "--";

  private static final String TYPE = "multipart/form-data;";
  private static final String BOUNDARY = "boundary=";
  private static final String DISPOSITION = "form-data; name=\"";
  private static final int LONGEST_BOUNDARY = 70;
  private static final int LONGEST_LINE = 512;
  private static final int MOST_PARTS = 64;
  private static final Layers PARTS = Layers.NONE.then("multipart");

  private final Pass pass;
  private final Field root;
  private final @Nullable Field[] fields = new Field[MOST_PARTS];
  private final int[] starts = new int[MOST_PARTS];
  private final int[] ends = new int[MOST_PARTS];

  private byte[] bytes = new byte[0];
  private byte[] delimiter = new byte[0];
  private int at;

  MultipartReader(Pass pass, Field root) {
    this.pass = pass;
    this.root = root;
  }

  /** Keeps nothing of what was read. */
  void clear() {
    bytes = new byte[0];
    delimiter = bytes;
    Arrays.fill(fields, null);
  }

  /**
   * True if all of it was read, and no value may have something in it.
   *
   * @param type as declared
   */
  boolean read(byte[] body, String type) {
    byte[] declared = delimiter(type);
    if (declared == null) {
      return false;
    }
    bytes = body;
    delimiter = declared;
    at = 0;
    int parts = 0;
    if (!isDelimiter(0)) {
      return false;
    }
    at = delimiter.length;
    while (!is(DASHES)) {
      if (parts == MOST_PARTS || !is(BREAK)) {
        return false;
      }
      at += BREAK.length();
      Field field = head(parts);
      if (field == null) {
        return false;
      }
      int next = next();
      if (next < 0) {
        return false;
      }
      fields[parts] = field;
      starts[parts] = at;
      ends[parts++] = Math.max(at, next - BREAK.length());
      at = next + delimiter.length;
    }
    at += DASHES.length();
    if (is(BREAK)) {
      at += BREAK.length();
    }
    return at == bytes.length && contents(parts);
  }

  /** Behind all heads, as the judgement opens them. */
  private boolean contents(int parts) {
    for (int i = 0; i < parts; i++) {
      byte[] content = Arrays.copyOfRange(bytes, starts[i], ends[i]);
      Field field = Objects.requireNonNull(fields[i], "a part has a field");
      if (content.length > 0
          && (!Opener.isText(content, null)
              || !pass.text(content, field, PARTS, Pass.numberOf(field, 0)))) {
        return false;
      }
      pass.addInner();
    }
    return true;
  }

  /** Null if it is not declared in the usual way. */
  private static byte @Nullable [] delimiter(String type) {
    int start = TYPE.length();
    start += type.startsWith(" ", start) ? 1 : 0;
    if (!type.regionMatches(true, 0, TYPE, 0, TYPE.length())
        || !type.regionMatches(true, start, BOUNDARY, 0, BOUNDARY.length())) {
      return null;
    }
    String boundary = type.substring(start + BOUNDARY.length());
    if (boundary.length() > 2 && boundary.startsWith("\"") && boundary.endsWith("\"")) {
      boundary = boundary.substring(1, boundary.length() - 1);
    }
    for (int i = 0; i < boundary.length(); i++) {
      char c = boundary.charAt(i);
      if (!isLetter(c) && (c < '0' || c > '9') && "-_.'".indexOf(c) < 0) {
        return null;
      }
    }
    return boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY
        ? null
        : (DASHES + boundary).getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  /** Where the next delimiter begins; -1 if there is none, or not where a line begins. */
  private int next() {
    for (int i = at; i <= bytes.length - delimiter.length; i++) {
      if (bytes[i] == '-' && bytes[i - 1] == '\n' && isDelimiter(i)) {
        boolean isEmpty = i == at;
        return isEmpty || i >= at + BREAK.length() && bytes[i - 2] == '\r' ? i : -1;
      }
    }
    return -1;
  }

  private boolean isDelimiter(int start) {
    return start + delimiter.length <= bytes.length
        && Arrays.equals(bytes, start, start + delimiter.length, delimiter, 0, delimiter.length);
  }

  private boolean is(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (at + i >= bytes.length || bytes[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The lines before a part's content; null if they are not those of a plain text. */
  private @Nullable Field head(int position) {
    Field field = null;
    while (!is(BREAK)) {
      String line = line();
      int colon = line == null ? -1 : line.indexOf(": ");
      if (line == null || colon < 1 || !isName(line, colon)) {
        return null;
      }
      String value = line.substring(colon + 2);
      if (isNamed(line, colon, "Content-Disposition")) {
        field = field == null ? field(value) : null;
        if (field == null) {
          return null;
        }
      } else if (isNamed(line, colon, "Content-Type")) {
        if (!isPlainText(value)) {
          return null;
        }
      } else if (isNamed(line, colon, "Content-Transfer-Encoding")) {
        if (!value.equals("8bit") && !value.equals("binary")) {
          return null;
        }
      } else {
        Field before = pass.fields.element(root, PARTS);
        if (!pass.value(line, before, PARTS, Location.number(0, null, position), position)
            || pass.hasInner()) {
          return null;
        }
      }
    }
    at += BREAK.length();
    return field != null && pass.name(field) ? field : null;
  }

  /** The next line without its end; null if it is none of plain characters, or too long. */
  private @Nullable String line() {
    int end = at;
    while (end < bytes.length && bytes[end] >= ' ' && bytes[end] < 127) {
      if (++end - at > LONGEST_LINE) {
        return null;
      }
    }
    String line = new String(bytes, at, end - at, StandardCharsets.US_ASCII);
    at = end;
    if (!is(BREAK) || line.endsWith(" ")) {
      return null;
    }
    at += BREAK.length();
    return line;
  }

  private static boolean isName(String line, int colon) {
    for (int i = 0; i < colon; i++) {
      char c = line.charAt(i);
      if (!isLetter(c) && (i == 0 || c != '-')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNamed(String line, int colon, String name) {
    return colon == name.length() && line.regionMatches(true, 0, name, 0, colon);
  }

  private static boolean isPlainText(String type) {
    return type.equalsIgnoreCase("text/plain")
        || type.equalsIgnoreCase("text/plain; charset=utf-8")
        || type.equalsIgnoreCase("text/plain;charset=utf-8");
  }

  /** The field that a disposition names; null where it is a file, or its name is no plain one. */
  private @Nullable Field field(String disposition) {
    int end = disposition.length() - 1;
    if (!disposition.startsWith(DISPOSITION)
        || end <= DISPOSITION.length()
        || disposition.charAt(end) != '"') {
      return null;
    }
    String name = disposition.substring(DISPOSITION.length(), end);
    return name.indexOf('"') >= 0 || name.indexOf('\\') >= 0
        ? null
        : pass.fields.child(root, name, PARTS, pass.work());
  }
}
