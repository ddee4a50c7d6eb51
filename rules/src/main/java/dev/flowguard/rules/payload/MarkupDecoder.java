package dev.flowguard.rules.payload;

import java.util.Arrays;

/**
 * XML, HTML and SVG: the text without its tags, as a reader sees it, then the values of attributes
 * and what stands in comments. Lenient, as browsers are: no tree is built, nothing needs to be
 * closed, no entity but the predefined ones is expanded (so that none can grow).
 */
final class MarkupDecoder implements Decoder {
  /** Tags that do not part words. */
  static final long[] INLINE =
      packed(
          "a", "abbr", "b", "bdi", "bdo", "big", "code", "em", "font", "i", "ins", "kbd", "mark",
          "q", "s", "small", "span", "strong", "sub", "sup", "tt", "u", "wbr", "tspan");

  /** Of Word's own tags, those that part words: paragraph, break, tab, cell. */
  private static final long[] WORD_BREAKS = packed("w:p", "w:br", "w:tab", "w:tc", "w:tr");

  private static final long WORD = packed("w:", 0, 2);

  static final int LONGEST_NAME = 64;

  private static final Signs SIGNS = Signs.anyOf("<");

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || !hasTag(text)) {
      return false;
    }
    to.work().charge(2L * text.length());
    StringBuilder said = to.scratch(0);
    StringBuilder aside = to.scratch(1);
    if (part.layers().isPart()) {
      readStretches(text, said, aside);
    } else {
      read(text, said, aside);
    }
    if (to.decoded(said.length() + aside.length())) {
      add(part, said, to);
      add(part, aside, to);
    }
    return false;
  }

  private static void add(Part part, StringBuilder text, Unfolding to) {
    if (text.length() > 0) {
      StringBuilder decoded = to.scratch(2);
      decoded.ensureCapacity(text.length());
      boolean hasEscapes = EscapeDecoder.decode(text, decoded);
      to.add(part.innerText("markup", (hasEscapes ? decoded : text).toString()));
    }
  }

  static boolean hasTag(String text) {
    for (int i = text.indexOf('<'); i >= 0; i = text.indexOf('<', i + 1)) {
      if (isTagStart(text, i)) {
        return text.indexOf('>', i) > 0;
      }
    }
    return false;
  }

  static boolean isTagStart(String text, int at) {
    if (at + 1 >= text.length()) {
      return false;
    }
    char c = text.charAt(at + 1);
    return c == '/'
        || c == '!'
        || c == '?'
        || (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') && !isGeneratedName(text, at);
  }

  /** True for a name that a compiler of .NET makes of that of a method: {@code .<Run>d__4}. */
  private static boolean isGeneratedName(String text, int at) {
    if (at == 0 || ".+<".indexOf(text.charAt(at - 1)) < 0) {
      return false;
    }
    int i = at + 1;
    while (i < text.length() && i - at <= LONGEST_NAME && isName(text.charAt(i))) {
      i++;
    }
    return i + 1 < text.length()
        && text.charAt(i) == '>'
        && text.charAt(i + 1) >= 'a'
        && text.charAt(i + 1) <= 'z'
        && text.startsWith("__", i + 2);
  }

  /**
   * Reads each stretch of a text by itself. One that ends within a value would have its quotes
   * closed by those of the next, and what is read then would be markup again, and so on.
   */
  private static void readStretches(String text, StringBuilder said, StringBuilder aside) {
    int start = 0;
    for (int joint = text.indexOf(Stretches.JOINT);
        joint >= 0;
        joint = text.indexOf(Stretches.JOINT, start)) {
      read(text.substring(start, joint), said, aside);
      said.append(Stretches.JOINT);
      start = joint + Stretches.JOINT.length();
    }
    read(text.substring(start), said, aside);
  }

  private static void read(String text, StringBuilder said, StringBuilder aside) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '<' || !isTagStart(text, i)) {
        said.append(c);
        i++;
      } else if (text.startsWith("<![CDATA[", i)) {
        int end = text.indexOf("]]>", i);
        end = end < 0 ? text.length() : end;
        said.append(text, i + 9, end);
        i = Math.min(text.length(), end + 3);
      } else if (text.startsWith("<!--", i)) {
        int end = text.indexOf("-->", i);
        end = end < 0 ? text.length() : end;
        aside.append(text, i + 4, Math.max(i + 4, end)).append('\n');
        i = Math.min(text.length(), end + 3);
      } else {
        i = tag(text, i, said, aside);
      }
    }
  }

  /** Reads one tag and returns where it ends. */
  private static int tag(String text, int start, StringBuilder said, StringBuilder aside) {
    int i = start + 1;
    while (i < text.length() && (text.charAt(i) == '/' || text.charAt(i) == '?')) {
      i++;
    }
    int nameStart = i;
    while (i < text.length() && i - nameStart < LONGEST_NAME && isName(text.charAt(i))) {
      i++;
    }
    boolean isWord = i - nameStart > 2 && packed(text, nameStart, nameStart + 2) == WORD;
    long name = packed(text, nameStart, i);
    if (isWord ? isIn(WORD_BREAKS, name) : !isIn(INLINE, name)) {
      said.append(' ');
    }
    while (i < text.length() && text.charAt(i) != '>') {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        int end = text.indexOf(c, i + 1);
        if (end < 0) {
          end = text.length();
        }
        aside.append(text, i + 1, end).append('\n');
        i = Math.min(text.length(), end + 1);
      } else {
        i++;
      }
    }
    return Math.min(text.length(), i + 1);
  }

  static long[] packed(String... names) {
    return Arrays.stream(names)
        .mapToLong(name -> packed(name, 0, name.length()))
        .sorted()
        .toArray();
  }

  /** A short name of ASCII in small letters, as a number; 0 for any other. */
  static long packed(String text, int start, int end) {
    long packed = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c >= 128 || end - start > Long.BYTES) {
        return 0;
      }
      packed = packed << Byte.SIZE | (c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return packed;
  }

  static boolean isIn(long[] names, long name) {
    return Arrays.binarySearch(names, name) >= 0;
  }

  static boolean isName(char c) {
    return Character.isLetterOrDigit(c) || c == ':' || c == '-' || c == '_';
  }
}
