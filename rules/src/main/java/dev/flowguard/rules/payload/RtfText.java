package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The text that an RTF file shows (Rich Text Format Specification 1.9.1): without control words,
 * and without groups such as tables of fonts and styles, pictures and codes of fields. Characters
 * are in the code page of their font or of the file, or in Unicode ({@code \}{@code u}).
 *
 * <p>Groups are kept in a list, so their depth costs memory, and no stack. For one thread.
 */
final class RtfText {
  /** Groups that are not shown; so are those that begin with an asterisk. */
  private static final Set<String> HIDDEN =
      new HashSet<>(
          List.of(
              "colortbl",
              "stylesheet",
              "info",
              "pict",
              "object",
              "objdata",
              "themedata",
              "colorschememapping",
              "datastore",
              "latentstyles",
              "listtable",
              "listoverridetable",
              "rsidtbl",
              "revtbl",
              "xmlnstbl",
              "generator",
              "filetbl",
              "fldinst",
              "bkmkstart",
              "bkmkend",
              "themedata",
              "mmathPr",
              "panose",
              "falt"));

  /** Words that part words. */
  private static final Set<String> BREAKS =
      new HashSet<>(
          List.of("par", "line", "tab", "cell", "row", "sect", "page", "nestcell", "nestrow"));

  /** Charsets of fonts (fcharset) and their code pages. */
  private static final int[][] FONT_CHARSETS = {
    {0, 1252}, {77, 10_000}, {128, 932}, {129, 949}, {134, 936}, {136, 950}, {161, 1253},
    {162, 1254}, {163, 1258}, {177, 1255}, {178, 1256}, {186, 1257}, {204, 1251}, {222, 874},
    {238, 1250}, {255, 437}
  };

  private static final int LONGEST_WORD = 32;
  private static final int LONGEST_NUMBER = 10;

  /** Steps of a byte, and bytes of one: as it is kept, and as a character. */
  private static final int STEPS = 8;

  private static final int KEPT = 6;

  /** Bytes of a control word, which is made a string, and of an open group. */
  private static final int WORD = 64;

  private static final int GROUP = 32;

  private final byte[] rtf;
  private final Work work;
  private final StringBuilder out;

  /** Bytes in a code page that are not decoded yet, because a character may have two. */
  private final byte[] held = new byte[256];

  private int heldCount;
  private Charset page = codePage(1252);
  private final Map<Integer, Charset> fonts = new HashMap<>();

  /** The group at hand, and those around it. */
  private boolean isHidden;

  private boolean isFontTable;
  private int font = -1;
  private int fallback = 1;
  private long[] groups = new long[16];
  private int depth;

  /** Characters in place of one in Unicode that are still to be left out. */
  private int leftOut;

  private RtfText(byte[] rtf, Work work) {
    this.rtf = rtf;
    this.work = work;
    this.out = new StringBuilder();
  }

  /**
   * The text.
   *
   * @param work charged with what is read and made
   */
  static String of(byte[] rtf, Work work) {
    work.charge((long) STEPS * rtf.length);
    work.allocate((long) KEPT * rtf.length);
    RtfText text = new RtfText(rtf, work);
    text.read();
    return text.out.toString();
  }

  private void read() {
    int i = 0;
    while (i < rtf.length) {
      byte b = rtf[i];
      switch (b) {
        case '{' -> {
          open();
          i++;
        }
        case '}' -> {
          close();
          i++;
        }
        case '\\' -> i = control(i + 1);
        case '\r', '\n' -> i++;
        default -> {
          show(b);
          i++;
        }
      }
    }
    flush();
  }

  private void open() {
    flush();
    leftOut = 0;
    if (depth == groups.length) {
      work.allocate(2L * depth * Long.BYTES);
      groups = Arrays.copyOf(groups, 2 * depth);
    }
    work.charge(GROUP);
    groups[depth++] =
        (isHidden ? 1 : 0)
            | (isFontTable ? 2 : 0)
            | (long) (fallback & 0xff) << 8
            | (long) font << 16;
  }

  private void close() {
    flush();
    leftOut = 0;
    if (depth > 0) {
      long group = groups[--depth];
      isHidden = (group & 1) != 0;
      isFontTable = (group & 2) != 0;
      fallback = (int) (group >> 8) & 0xff;
      font = (int) (group >> 16);
    }
  }

  /** Reads a control word or symbol and returns where it ends. */
  private int control(int start) {
    if (start >= rtf.length) {
      return start;
    }
    int i = start;
    while (i < rtf.length && i - start < LONGEST_WORD && isLetter(rtf[i])) {
      i++;
    }
    if (i == start) {
      return symbol(start);
    }
    int wordEnd = i;
    boolean isNegative = i < rtf.length && rtf[i] == '-';
    i += isNegative ? 1 : 0;
    int digits = i;
    long number = 0;
    while (i < rtf.length && i - digits < LONGEST_NUMBER && rtf[i] >= '0' && rtf[i] <= '9') {
      number = number * 10 + rtf[i++] - '0';
    }
    boolean hasNumber = i > digits;
    work.allocate(WORD);
    String word = new String(rtf, start, wordEnd - start, StandardCharsets.US_ASCII);
    i += i < rtf.length && rtf[i] == ' ' ? 1 : 0;
    int value = (int) Math.min(Integer.MAX_VALUE, number) * (isNegative ? -1 : 1);
    if (word.equals("bin")) {
      return (int) Math.min(rtf.length, i + Math.max(0L, value));
    }
    word(word, hasNumber, value);
    return i;
  }

  private void word(String word, boolean hasNumber, int value) {
    if (word.equals("u") && hasNumber) {
      flush();
      show((char) value);
      leftOut = fallback;
      return;
    }
    leftOut = 0;
    if (BREAKS.contains(word)) {
      flush();
      show('\n');
    } else if (HIDDEN.contains(word)) {
      flush();
      isHidden = true;
    } else {
      switch (word) {
        case "uc" -> fallback = Math.max(0, Math.min(255, value));
        case "ansicpg" -> page = codePage(value);
        case "mac" -> page = codePage(10_000);
        case "pc" -> page = codePage(437);
        case "fonttbl" -> {
          isFontTable = true;
          isHidden = true;
        }
        case "f" -> {
          flush();
          font = value;
        }
        case "fcharset" -> {
          if (isFontTable) {
            fontCharset(value);
          }
        }
        // Of HTML in RTF ([MS-OXRTFEX]) what is RTF alone is between these.
        case "htmlrtf" -> {
          flush();
          isHidden = !hasNumber || value != 0;
        }
        default -> {}
      }
    }
  }

  private void fontCharset(int value) {
    for (int[] each : FONT_CHARSETS) {
      if (each[0] == value && value != 0) {
        work.allocate(WORD);
        fonts.put(font, codePage(each[1]));
      }
    }
  }

  private int symbol(int at) {
    byte b = rtf[at];
    if (b == '\'' && at + 2 < rtf.length) {
      int high = Character.digit(rtf[at + 1], 16);
      int low = Character.digit(rtf[at + 2], 16);
      if (high >= 0 && low >= 0) {
        show((byte) (high << 4 | low));
        return at + 3;
      }
    }
    switch (b) {
      case '*' -> isHidden = true;
      case '~' -> show((byte) ' ');
      case '\\', '{', '}' -> show(b);
      case '\r', '\n' -> show('\n');
      default -> {}
    }
    return at + 1;
  }

  /** A byte in the code page of its font. */
  private void show(byte b) {
    if (leftOut > 0) {
      leftOut--;
    } else if (!isHidden) {
      if (heldCount == held.length) {
        flush();
      }
      held[heldCount++] = b;
    }
  }

  private void show(char c) {
    if (!isHidden) {
      flush();
      out.append(c);
    }
  }

  private void flush() {
    if (heldCount > 0) {
      work.charge(2L * heldCount);
      out.append(new String(held, 0, heldCount, fonts.getOrDefault(font, page)));
      heldCount = 0;
    }
  }

  private static boolean isLetter(byte b) {
    return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
  }

  private static Charset codePage(int number) {
    String name =
        switch (number) {
          case 10_000 -> "x-MacRoman";
          case 932 -> "windows-31j";
          case 65_001 -> "UTF-8";
          default -> "Cp" + number;
        };
    return number > 0 && Charset.isSupported(name)
        ? Charset.forName(name)
        : StandardCharsets.ISO_8859_1;
  }
}
