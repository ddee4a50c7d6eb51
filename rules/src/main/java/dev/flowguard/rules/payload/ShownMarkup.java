package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Work;

/**
 * The text that a markup document shows: without tags, comments, scripts and styles. Lenient, as
 * {@link MarkupDecoder} is, which reads all that a document carries.
 */
final class ShownMarkup {
  /** The media type of XML parts of office documents, without what they are parts of. */
  static final String OFFICE_TYPE = "application/vnd.openxmlformats+xml";

  /** Where the text of a document is. */
  enum Dialect {
    /** HTML and SVG: between tags, and in attributes that describe a picture or field. */
    HTML,
    /** Any XML: between tags, and in attributes that are no names of namespaces. */
    XML,
    /** Parts of Word, Excel and PowerPoint (ECMA-376): in few elements alone. */
    OFFICE
  }

  /** Elements whose content is not shown. */
  private static final long[] HIDDEN = MarkupDecoder.packed("script", "style", "metadata");

  /** Of attributes those that are shown in place of a picture, or beside what they are on. */
  private static final long[] SHOWN = MarkupDecoder.packed("alt", "title", "label");

  /** Elements of office documents that have text: of runs, deleted runs and cells. */
  private static final long[] OFFICE_TEXT = MarkupDecoder.packed("t", "deltext", "v", "text");

  /** Those that part words: paragraphs, breaks, tabs, cells, rows, strings. */
  private static final long[] OFFICE_BREAKS =
      MarkupDecoder.packed("p", "br", "cr", "tab", "tc", "tr", "si", "c", "row", "comment", "pt");

  private static final long CELL = MarkupDecoder.packed("c")[0];
  private static final long NUMBERS = MarkupDecoder.packed("numcache")[0];
  private static final long VALUE = MarkupDecoder.packed("v")[0];

  /** Steps of a character that is read. */
  private static final int STEPS = 4;

  private final String text;
  private final Dialect dialect;
  private final StringBuilder out;

  /** Values of attributes, behind the text. */
  private final StringBuilder aside = new StringBuilder();

  /** The element whose content is left out, until it ends; 0 outside. */
  private long hidden;

  /** True inside an element of an office document that has text. */
  private boolean isTaken;

  /** True where values are numbers: of cells, or of strings that are elsewhere, or in charts. */
  private boolean isNumber;

  private ShownMarkup(String text, Dialect dialect) {
    this.text = text;
    this.dialect = dialect;
    this.out = new StringBuilder(text.length() / 2);
  }

  /**
   * The text that a document shows.
   *
   * @param work charged with what is read and made
   */
  static String of(String text, Dialect dialect, Work work) {
    work.charge((long) STEPS * text.length());
    work.allocate(4L * text.length());
    ShownMarkup markup = new ShownMarkup(text, dialect);
    markup.read();
    StringBuilder shown = markup.out.append('\n').append(markup.aside);
    StringBuilder plain = new StringBuilder();
    return (EscapeDecoder.decodeEntities(shown, plain) ? plain : shown).toString().strip();
  }

  private void read() {
    int i = 0;
    while (i < text.length()) {
      int next = text.indexOf('<', i);
      if (next < 0) {
        next = text.length();
      }
      show(i, next);
      i = next;
      if (i == text.length()) {
        return;
      }
      if (!MarkupDecoder.isTagStart(text, i)) {
        show(i, i + 1);
        i++;
      } else if (text.startsWith("<![CDATA[", i)) {
        int end = text.indexOf("]]>", i);
        end = end < 0 ? text.length() : end;
        show(i + 9, end);
        i = Math.min(text.length(), end + 3);
      } else if (text.startsWith("<!--", i)) {
        int end = text.indexOf("-->", i);
        i = end < 0 ? text.length() : end + 3;
      } else {
        i = tag(i);
      }
    }
  }

  private void show(int start, int end) {
    if (hidden == 0 && (isTaken || dialect != Dialect.OFFICE) && start < end) {
      out.append(text, start, end);
    }
  }

  /** Reads one tag and returns where it ends. */
  private int tag(int start) {
    int i = start + 1;
    boolean isEnd = i < text.length() && text.charAt(i) == '/';
    while (i < text.length() && (text.charAt(i) == '/' || text.charAt(i) == '?')) {
      i++;
    }
    int nameStart = i;
    int localStart = i;
    while (i < text.length()
        && i - nameStart < MarkupDecoder.LONGEST_NAME
        && MarkupDecoder.isName(text.charAt(i))) {
      localStart = text.charAt(i) == ':' ? i + 1 : localStart;
      i++;
    }
    long name = MarkupDecoder.packed(text, localStart, i);
    boolean isShown = hidden == 0 && !isEnd && text.charAt(start + 1) != '?';
    if (name == CELL || name == NUMBERS) {
      isNumber = !isEnd;
    }
    int end = attributes(i, name, isShown && text.charAt(start + 1) != '!');
    boolean isEmpty = end >= 2 && text.charAt(end - 2) == '/';
    if (dialect == Dialect.OFFICE) {
      if (MarkupDecoder.isIn(OFFICE_BREAKS, name)) {
        out.append('\n');
      } else if (MarkupDecoder.isIn(OFFICE_TEXT, name)) {
        isTaken = !isEnd && !isEmpty && !(isNumber && name == VALUE);
      }
      return end;
    }
    if (hidden != 0) {
      hidden = isEnd && name == hidden ? 0 : hidden;
    } else {
      if (localStart != nameStart || !MarkupDecoder.isIn(MarkupDecoder.INLINE, name)) {
        out.append(isSpan(nameStart, localStart, name) ? "" : " ");
      }
      boolean isHidden = !isEnd && !isEmpty && MarkupDecoder.isIn(HIDDEN, name);
      hidden = isHidden && dialect == Dialect.HTML ? name : 0;
    }
    return end;
  }

  /** True for the spans of OpenDocument, which part no words. */
  private boolean isSpan(int nameStart, int localStart, long name) {
    return localStart == nameStart + 5
        && text.startsWith("text:", nameStart)
        && MarkupDecoder.isIn(MarkupDecoder.INLINE, name);
  }

  /** Reads attributes and returns where the tag ends. */
  private int attributes(int from, long element, boolean isShown) {
    int i = from;
    int nameStart = from;
    while (i < text.length() && text.charAt(i) != '>') {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        int end = text.indexOf(c, i + 1);
        end = end < 0 ? text.length() : end;
        if (isShown) {
          attribute(nameStart, i, end, element);
        }
        i = Math.min(text.length(), end + 1);
        nameStart = i;
      } else {
        nameStart = c <= ' ' ? i + 1 : nameStart;
        i++;
      }
    }
    return Math.min(text.length(), i + 1);
  }

  private void attribute(int nameStart, int quote, int end, long element) {
    int nameEnd = quote - 1;
    if (nameEnd <= nameStart || text.charAt(nameEnd) != '=') {
      return;
    }
    if (dialect == Dialect.OFFICE) {
      boolean isType = nameEnd - nameStart == 1 && text.charAt(nameStart) == 't';
      isNumber &= element != CELL || !isType || !text.startsWith("str", quote + 1);
      return;
    }
    boolean isShown =
        dialect == Dialect.HTML
            ? MarkupDecoder.isIn(SHOWN, MarkupDecoder.packed(text, nameStart, nameEnd))
            : !text.startsWith("xmlns", nameStart)
                && !text.startsWith("xsi:", nameStart)
                && !text.startsWith("xml:", nameStart);
    if (isShown) {
      aside.append(text, quote + 1, end).append('\n');
    }
  }
}
