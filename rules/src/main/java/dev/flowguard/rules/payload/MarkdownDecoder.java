package dev.flowguard.rules.payload;

/**
 * The text of Markdown without the addresses of its links and pictures (CommonMark 0.31, sections
 * 4.7, 6.3 and 6.4), as a reader sees it. Its other marks are no letters, so they part no words.
 */
final class MarkdownDecoder implements Decoder {
  private static final int LONGEST_ADDRESS = 2_048;

  /** Of a label with its address in a line of their own. */
  private static final int LONGEST_LABEL = 64;

  /** Steps of a character that is read. */
  private static final int STEPS = 4;

  private static final Signs SIGNS = Signs.allOf("](");

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || !hasLink(text)) {
      return false;
    }
    to.work().charge((long) STEPS * text.length());
    StringBuilder shown = to.scratch(0);
    shown.ensureCapacity(text.length());
    read(text, shown);
    if (shown.length() > 0 && shown.length() < text.length() && to.decoded(shown.length())) {
      to.add(part.innerText("markdown", shown.toString()));
    }
    return false;
  }

  /** True for a text that may have links. */
  static boolean hasLink(String text) {
    return text.contains("](");
  }

  /** Appends a text without addresses. */
  static void read(String text, StringBuilder out) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      out.append(c);
      i++;
      if (c != ']' || i == text.length()) {
        continue;
      }
      char next = text.charAt(i);
      int end = next == '(' ? addressEnd(text, i) : next == '[' ? labelEnd(text, i) : -1;
      if (next == ':' && isDefinition(text, i)) {
        end = lineEnd(text, i);
      }
      i = end < 0 ? i : end;
    }
  }

  /** Behind the parenthesis that closes an address, or -1; parentheses in it are balanced. */
  private static int addressEnd(String text, int open) {
    int most = Math.min(text.length(), open + LONGEST_ADDRESS);
    int depth = 0;
    for (int i = open; i < most; i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == ']' && i + 1 < most && text.charAt(i + 1) == '(') {
        return -1; // the next link begins: each character is looked at once
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  /** Behind the label of a link whose address is elsewhere, or -1. */
  private static int labelEnd(String text, int open) {
    int most = Math.min(text.length(), open + LONGEST_ADDRESS);
    for (int i = open + 1; i < most && text.charAt(i) != '\n' && text.charAt(i) != '['; i++) {
      if (text.charAt(i) == ']') {
        return i + 1;
      }
    }
    return -1;
  }

  /** True for the colon behind a label at the start of a line. */
  private static boolean isDefinition(String text, int colon) {
    int most = Math.max(0, colon - LONGEST_LABEL);
    int i = colon - 2;
    while (i >= most && text.charAt(i) != '[' && text.charAt(i) != ']' && text.charAt(i) != '\n') {
      i--;
    }
    return i >= most && text.charAt(i) == '[' && (i == 0 || text.charAt(i - 1) == '\n');
  }

  private static int lineEnd(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }
}
