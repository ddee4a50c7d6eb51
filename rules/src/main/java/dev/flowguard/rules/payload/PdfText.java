package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Work;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Strings of PDF objects and content streams (ISO 32000-1, sections 7.3.4 and 9.4.3). */
final class PdfText {
  /** Which strings count. */
  enum Strings {
    /** All: in what leaves, content may be anywhere. */
    ALL,
    /** Of a content stream those that an operator shows. */
    SHOWN,
    /** Of objects those that viewers show: titles, notes, values of fields, descriptions. */
    NAMED
  }

  /** Operators that show a string or an array of strings (table 109). */
  private static final List<String> SHOW = List.of("Tj", "TJ", "'", "\"");

  /** Keys of strings that viewers show. */
  private static final List<String> SHOWN_KEYS =
      List.of("Title", "Contents", "V", "Alt", "ActualText");

  /** In a TJ array a step back of more than this, in thousandths of an em, parts words. */
  private static final double WORD_GAP = -180;

  private static final int LONGEST_STRING = 1 << 20;
  private static final int LONGEST_NUMBER = 24;

  /** Before the samples of an inline image (section 8.9.7). */
  private static final String IMAGE_DATA = "ID";

  /** Steps of a byte that is read. */
  private static final int STEPS = 4;

  /** Marks a gap between words among the lengths of strings. */
  private static final int GAP = -1;

  /** What the bytes from 80 to 9F stand for in WinAnsiEncoding (annex D). */
  private static final String WIN_ANSI =
      "\u20ac\u2022\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u2022\u017d\u2022"
          + "\u2022\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u2022\u017e\u0178";

  private final Work work;
  private final Buffer strings = new Buffer();
  private int[] lengths = new int[64];
  private int count;

  /** Bytes and marks of strings that count; what is behind them is not decided yet. */
  private int keptBytes;

  private int keptCount;

  /**
   * @param work charged with what is read and written
   */
  PdfText(Work work) {
    this.work = work;
  }

  /** Gathers strings of a range. */
  void read(byte[] bytes, int from, int end, Strings which) {
    work.charge((long) STEPS * (end - from));
    boolean isInArray = false;
    boolean isShownKey = false;
    boolean hasImageEnd = true;
    int i = from;
    while (i < end) {
      char c = (char) (bytes[i] & 0xff);
      if (c == '(' || c == '<' && i + 1 < end && bytes[i + 1] != '<') {
        int before = strings.size();
        i = c == '(' ? literal(bytes, i, end, strings) : hex(bytes, i + 1, end, strings);
        mark(strings.size() - before);
        if (!isInArray) {
          mark(GAP);
        }
        if (which != Strings.SHOWN) {
          decide(which == Strings.ALL || isShownKey);
        }
        isShownKey = false;
      } else if (c == '<' || c == '>') {
        i += 2;
      } else if (c == '[') {
        isInArray = true;
        i++;
      } else if (c == ']') {
        isInArray = false;
        // Kerned pieces of one line end here; the next array goes on with a word or a line.
        mark(GAP);
        i++;
      } else if (isInArray && (c == '-' || c >= '0' && c <= '9')) {
        int start = i;
        while (i < end
            && (bytes[i] == '-' || bytes[i] == '.' || bytes[i] >= '0' && bytes[i] <= '9')) {
          i++;
        }
        if (bytes[start] == '-' && number(bytes, start, i) < WORD_GAP) {
          mark(GAP);
        }
      } else if (c == '%') {
        while (i < end && bytes[i] != '\n' && bytes[i] != '\r') {
          i++;
        }
      } else if (c == '/') {
        int start = ++i;
        i = wordEnd(bytes, start, end);
        isShownKey = isAny(SHOWN_KEYS, bytes, start, i);
      } else if (c == '\'' || c == '"' || isLetter(bytes[i])) {
        int start = i;
        i = isLetter(bytes[i]) ? wordEnd(bytes, i, end) : i + 1;
        isShownKey = false;
        if (which == Strings.SHOWN) {
          decide(isAny(SHOW, bytes, start, i));
        }
        if (hasImageEnd && i - start == 2 && Bytes.is(bytes, start, IMAGE_DATA)) {
          int imageEnd = imageEnd(bytes, i, end);
          hasImageEnd = imageEnd >= 0;
          i = hasImageEnd ? imageEnd : i;
        }
      } else {
        i++;
      }
    }
    decide(which == Strings.ALL);
  }

  /** Keeps the strings that were read since the last decision, or drops them. */
  private void decide(boolean isKept) {
    if (!isKept) {
      strings.cut(keptBytes);
      count = keptCount;
    }
    keptBytes = strings.size();
    keptCount = count;
  }

  private static boolean isLetter(byte b) {
    return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
  }

  /** Where an operator, a keyword or a name ends. */
  private static int wordEnd(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end
        && (isLetter(bytes[i]) || bytes[i] >= '0' && bytes[i] <= '9' || bytes[i] == '*')) {
      i++;
    }
    return i;
  }

  private static boolean isAny(List<String> words, byte[] bytes, int start, int end) {
    for (String word : words) {
      if (word.length() == end - start && Bytes.is(bytes, start, word)) {
        return true;
      }
    }
    return false;
  }

  /** Where the samples of an inline image end, which may look like anything; or -1. */
  private static int imageEnd(byte[] bytes, int from, int end) {
    for (int i = from; i + 3 <= end; i++) {
      if (bytes[i + 1] == 'E'
          && bytes[i + 2] == 'I'
          && isSpace(bytes[i])
          && (i + 3 == end || isSpace(bytes[i + 3]))) {
        return i + 3;
      }
    }
    return -1;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == 0;
  }

  private void mark(int length) {
    if (count == lengths.length) {
      work.allocate(2L * count * Integer.BYTES);
      lengths = Arrays.copyOf(lengths, 2 * count);
    }
    lengths[count++] = length;
  }

  /**
   * What was gathered.
   *
   * @param map by which two-byte codes are read; null to read bytes as Latin text
   */
  String said(@Nullable CharacterMap map) {
    work.allocate(4L * strings.size() + count);
    byte[] bytes = strings.toByteArray();
    StringBuilder out = new StringBuilder(bytes.length);
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (lengths[i] == GAP) {
        out.append(' ');
        continue;
      }
      int end = at + lengths[i];
      if (map != null) {
        map.append(bytes, at, end, out);
      } else if (end - at > 1 && (bytes[at] & 0xff) == 0xfe && (bytes[at + 1] & 0xff) == 0xff) {
        out.append(new String(bytes, at + 2, end - at - 2, StandardCharsets.UTF_16BE));
      } else {
        for (int k = at; k < end; k++) {
          char c = (char) (bytes[k] & 0xff);
          if (c >= ' ') {
            out.append(c >= 0x80 && c < 0xa0 ? WIN_ANSI.charAt(c - 0x80) : c);
          }
        }
      }
      at = end;
    }
    return out.toString();
  }

  private static double number(byte[] bytes, int start, int end) {
    try {
      return end - start > LONGEST_NUMBER ? 0 : Double.parseDouble(Bytes.latin(bytes, start, end));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Reads a string in parentheses and returns where it ends. */
  private static int literal(byte[] bytes, int open, int end, ByteArrayOutputStream to) {
    int depth = 1;
    int i = open + 1;
    int most = to.size() + LONGEST_STRING;
    while (i < end && to.size() < most) {
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

  /** Bytes of strings, of which the last can be dropped. */
  private static final class Buffer extends ByteArrayOutputStream {
    void cut(int size) {
      count = size;
    }
  }

  /** A ToUnicode map (section 9.10.3): from character codes of two bytes to text. */
  static final class CharacterMap {
    private static final int CODES = 1 << 16;

    /** Bytes of a string of the map, beside its characters. */
    private static final int TOKEN = 64;

    /** Bytes of a code that stands for several characters. */
    private static final int SEVERAL = 160;

    private final Work work;

    /** What a code stands for; 0 for nothing, or for several characters. */
    private final char[] single = new char[CODES];

    private final Map<Integer, String> several = new HashMap<>();
    private int codeBytes = 2;

    private CharacterMap(Work work) {
      this.work = work;
    }

    /**
     * Reads a map. Whole-range maps are in honest files, so what counts is each code that is set,
     * however often.
     *
     * @param work charged with what is read and set
     */
    static CharacterMap read(byte[] stream, Work work) {
      work.allocate(CODES * 2L + stream.length);
      work.charge(4L * stream.length);
      CharacterMap map = new CharacterMap(work);
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
        work.allocate(stop - at);
        entries(source.substring(at + begin.length(), stop), isRange);
        at = source.indexOf(begin, stop);
      }
    }

    private void entries(String body, boolean isRange) {
      int[] at = {0};
      while (true) {
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
            put(code, utf16(target));
          }
          continue;
        }
        String target = token(body, at);
        if (target == null) {
          return;
        }
        range(from, to, utf16(target));
      }
    }

    private void range(int from, int to, String start) {
      if (start.isEmpty()) {
        return;
      }
      work.charge(Math.max(0, to - from));
      char[] target = start.toCharArray();
      int last = target.length - 1;
      char tail = target[last];
      for (int code = from; code <= to; code++) {
        target[last] = (char) (tail + code - from);
        if (last == 0 && target[0] != 0) {
          single[code] = target[0];
        } else {
          // The JDK first tries whether one byte a character is enough.
          work.allocate(target.length);
          put(code, target);
        }
      }
    }

    private void put(int code, char[] target) {
      work.allocate(SEVERAL + 2L * target.length);
      single[code] = 0;
      several.put(code, new String(target));
    }

    private void put(int code, String target) {
      if (target.length() == 1 && target.charAt(0) != 0) {
        single[code] = target.charAt(0);
      } else {
        work.allocate(SEVERAL + 2L * target.length());
        single[code] = 0;
        several.put(code, target);
      }
    }

    /** The digits of the next string in angle brackets, or null. */
    private @Nullable String token(String body, int[] at) {
      int open = body.indexOf('<', at[0]);
      int close = open < 0 ? -1 : body.indexOf('>', open);
      if (close < 0) {
        return null;
      }
      work.allocate(TOKEN + close - open);
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
      StringBuilder out = new StringBuilder(hex.length() / 4);
      for (int i = 0; i + 4 <= hex.length(); i += 4) {
        int unit = 0;
        for (int k = i; k < i + 4; k++) {
          unit = unit << 4 | Math.max(0, Character.digit(hex.charAt(k), 16));
        }
        out.append((char) unit);
      }
      return out.toString();
    }

    void append(byte[] codes, int start, int end, StringBuilder out) {
      for (int i = start; i + codeBytes <= end; i += codeBytes) {
        int code = codeBytes == 1 ? codes[i] & 0xff : (codes[i] & 0xff) << 8 | codes[i + 1] & 0xff;
        if (single[code] != 0) {
          out.append(single[code]);
          continue;
        }
        String mapped = several.isEmpty() ? null : several.get(code);
        if (mapped != null) {
          work.allocate(2L * mapped.length());
          out.append(mapped);
        }
      }
    }
  }
}
