package dev.flowguard.rules.payload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Strings of PDF objects and content streams (ISO 32000-1, sections 7.3.4 and 9.4.3). */
final class PdfText {
  /** In a TJ array a step back of more than this, in thousandths of an em, parts words. */
  private static final double WORD_GAP = -180;

  private static final int LONGEST_STRING = 1 << 20;

  private PdfText() {}

  /**
   * Appends the strings of a range.
   *
   * @param maps the map by which two-byte codes are read; empty to read bytes as Latin text
   */
  static void strings(byte[] bytes, int from, int end, List<CharacterMap> maps, StringBuilder out) {
    int i = from;
    boolean inArray = false;
    while (i < end) {
      char c = (char) (bytes[i] & 0xff);
      if (c == '(') {
        ByteArrayOutputStream string = new ByteArrayOutputStream();
        i = literal(bytes, i, end, string);
        append(string.toByteArray(), maps, out);
        if (!inArray) {
          out.append(' ');
        }
      } else if (c == '<' && i + 1 < end && bytes[i + 1] != '<') {
        ByteArrayOutputStream string = new ByteArrayOutputStream();
        i = hex(bytes, i + 1, end, string);
        append(string.toByteArray(), maps, out);
        if (!inArray) {
          out.append(' ');
        }
      } else if (c == '<' || c == '>') {
        i += 2;
      } else if (c == '[') {
        inArray = true;
        i++;
      } else if (c == ']') {
        inArray = false;
        // Kerned pieces of one line end here; the next array goes on with a word or a line.
        out.append(' ');
        i++;
      } else if (inArray && (c == '-' || c >= '0' && c <= '9')) {
        int start = i;
        while (i < end
            && (bytes[i] == '-' || bytes[i] == '.' || bytes[i] >= '0' && bytes[i] <= '9')) {
          i++;
        }
        if (number(Bytes.latin(bytes, start, i)) < WORD_GAP) {
          out.append(' ');
        }
      } else if (c == '%') {
        while (i < end && bytes[i] != '\n' && bytes[i] != '\r') {
          i++;
        }
      } else {
        i++;
      }
    }
  }

  private static double number(String text) {
    try {
      return text.length() > 24 ? 0 : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static void append(byte[] string, List<CharacterMap> maps, StringBuilder out) {
    if (!maps.isEmpty()) {
      maps.get(0).append(string, out);
    } else if (string.length > 1 && (string[0] & 0xff) == 0xfe && (string[1] & 0xff) == 0xff) {
      out.append(new String(string, 2, string.length - 2, StandardCharsets.UTF_16BE));
    } else {
      for (byte b : string) {
        char c = (char) (b & 0xff);
        if (c >= ' ') {
          out.append(c);
        }
      }
    }
  }

  /** Reads a string in parentheses and returns where it ends. */
  private static int literal(byte[] bytes, int open, int end, ByteArrayOutputStream to) {
    int depth = 1;
    int i = open + 1;
    while (i < end && to.size() < LONGEST_STRING) {
      int c = bytes[i++];
      if (c == '\\' && i < end) {
        int escaped = bytes[i++];
        switch (escaped) {
          case 'n' -> to.write('\n');
          case 'r' -> to.write('\r');
          case 't' -> to.write('\t');
          case 'b', 'f', '\n' -> {}
          case '\r' -> i += i < end && bytes[i] == '\n' ? 1 : 0;
          default -> {
            if (escaped < '0' || escaped > '7') {
              to.write(escaped);
              break;
            }
            int code = escaped - '0';
            for (int k = 0; k < 2 && i < end && bytes[i] >= '0' && bytes[i] <= '7'; k++) {
              code = code * 8 + bytes[i++] - '0';
            }
            to.write(code);
          }
        }
        continue;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
      to.write(c);
    }
    return i;
  }

  private static int hex(byte[] bytes, int from, int end, ByteArrayOutputStream to) {
    int held = -1;
    int i = from;
    for (; i < end && bytes[i] != '>'; i++) {
      int digit = Character.digit((char) (bytes[i] & 0x7f), 16);
      if (digit < 0) {
        continue;
      }
      if (held < 0) {
        held = digit;
      } else {
        to.write(held << 4 | digit);
        held = -1;
      }
    }
    if (held >= 0) {
      to.write(held << 4);
    }
    return Math.min(end, i + 1);
  }

  static byte[] asciiHex(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
    hex(bytes, 0, bytes.length, out);
    return out.toByteArray();
  }

  /** Section 7.4.3. */
  static byte[] ascii85(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    long held = 0;
    int count = 0;
    for (byte b : bytes) {
      if (b == '~') {
        break;
      }
      if (b == 'z' && count == 0) {
        out.write(0);
        out.write(0);
        out.write(0);
        out.write(0);
      } else if (b >= '!' && b <= 'u') {
        held = held * 85 + b - '!';
        if (++count == 5) {
          write(held, 4, out);
          held = 0;
          count = 0;
        }
      }
    }
    if (count > 1) {
      for (int i = count; i < 5; i++) {
        held = held * 85 + 84;
      }
      write(held, count - 1, out);
    }
    return out.toByteArray();
  }

  private static void write(long held, int count, ByteArrayOutputStream out) {
    for (int i = 0; i < count; i++) {
      out.write((int) (held >> 24 - 8 * i));
    }
  }

  /** A ToUnicode map (section 9.10.3): from character codes of two bytes to text. */
  static final class CharacterMap {
    private static final int MOST_CODES = 65_536;

    private final Map<Integer, String> text = new HashMap<>();
    private int codeBytes = 2;

    static CharacterMap read(byte[] stream) {
      CharacterMap map = new CharacterMap();
      String source = Bytes.latin(stream, 0, stream.length);
      int at = source.indexOf("begincodespacerange");
      if (at >= 0) {
        int open = source.indexOf('<', at);
        int close = source.indexOf('>', at);
        map.codeBytes = open >= 0 && close - open == 3 ? 1 : 2;
      }
      map.section(source, "beginbfchar", "endbfchar", false);
      map.section(source, "beginbfrange", "endbfrange", true);
      return map;
    }

    private void section(String source, String begin, String end, boolean isRange) {
      int at = source.indexOf(begin);
      while (at >= 0) {
        int stop = source.indexOf(end, at);
        if (stop < 0) {
          return;
        }
        entries(source.substring(at + begin.length(), stop), isRange);
        at = source.indexOf(begin, stop);
      }
    }

    private void entries(String body, boolean isRange) {
      int[] at = {0};
      while (text.size() < MOST_CODES) {
        String first = token(body, at);
        if (first == null) {
          return;
        }
        String last = isRange ? token(body, at) : first;
        if (last == null) {
          return;
        }
        int from = code(first);
        int to = Math.min(code(last), from + 0xffff);
        int array = at[0];
        while (array < body.length() && body.charAt(array) <= ' ') {
          array++;
        }
        if (array < body.length() && body.charAt(array) == '[') {
          for (int code = from; code <= to; code++) {
            String target = token(body, at);
            if (target == null) {
              return;
            }
            text.put(code, utf16(target));
          }
          continue;
        }
        String target = token(body, at);
        if (target == null) {
          return;
        }
        String start = utf16(target);
        if (start.isEmpty()) {
          continue;
        }
        for (int code = from; code <= to && text.size() < MOST_CODES; code++) {
          int tail = start.charAt(start.length() - 1) + code - from;
          text.put(code, start.substring(0, start.length() - 1) + (char) tail);
        }
      }
    }

    /** The digits of the next string in angle brackets, or null. */
    private static @org.jspecify.annotations.Nullable String token(String body, int[] at) {
      int open = body.indexOf('<', at[0]);
      int close = open < 0 ? -1 : body.indexOf('>', open);
      if (close < 0) {
        return null;
      }
      at[0] = close + 1;
      return body.substring(open + 1, close).strip();
    }

    private static int code(String hex) {
      int value = 0;
      for (int i = 0; i < Math.min(4, hex.length()); i++) {
        value = value << 4 | Math.max(0, Character.digit(hex.charAt(i), 16));
      }
      return value;
    }

    private static String utf16(String hex) {
      StringBuilder out = new StringBuilder();
      for (int i = 0; i + 4 <= hex.length(); i += 4) {
        out.append((char) code(hex.substring(i, i + 4)));
      }
      return out.toString();
    }

    void append(byte[] codes, StringBuilder out) {
      for (int i = 0; i + codeBytes <= codes.length; i += codeBytes) {
        int code = codeBytes == 1 ? codes[i] & 0xff : (codes[i] & 0xff) << 8 | codes[i + 1] & 0xff;
        String mapped = text.get(code);
        if (mapped != null) {
          out.append(mapped);
        }
      }
    }
  }
}
