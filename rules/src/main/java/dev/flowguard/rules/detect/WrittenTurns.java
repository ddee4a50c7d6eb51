package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;

/**
 * A conversation in one text, in whatever way its turns are marked: read once, front to back. Used
 * again for the next text; for one thread.
 */
final class WrittenTurns {
  /** Two turns with their marks are longer. */
  private static final int SHORTEST = 10;

  /** Of turns, and of what is said in them. */
  private static final int FEWEST_MARKS = 2;

  /** What a line has that begins a turn. */
  private static final String MARKS = ":：>,;\t|#*";

  /** Steps of forgetting the text before. */
  private static final int BEGINNING = 64;

  private final Work work;
  private final LabelledTurns labels;
  private final TemplateTokens tokens;
  private final MarkedElements elements;
  private final InlineLabels inline;
  private final RenderedTurns rendered;

  /**
   * @param work charged with whatever is looked at
   */
  WrittenTurns(Work work) {
    this.work = work;
    this.labels = new LabelledTurns(work);
    this.tokens = new TemplateTokens(work);
    this.elements = new MarkedElements(work);
    this.inline = new InlineLabels(work);
    this.rendered = new RenderedTurns(work);
  }

  /**
   * False if a line without tags and brackets certainly has no two turns, which are marked there by
   * words before colons, or by keys.
   */
  static boolean mayBeInLine(CharSequence text) {
    int colons = 0;
    int contents = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':' || c == '=') {
        boolean isBeforeSpace = i + 1 < text.length() && text.charAt(i + 1) <= ' ';
        colons += c == ':' && isBeforeSpace ? 1 : 0;
        contents += RenderedTurns.mayBeContent(text, i) ? 1 : 0;
      }
    }
    return colons >= FEWEST_MARKS || contents >= FEWEST_MARKS;
  }

  /**
   * False if lines without tags and brackets certainly do not begin two turns: there, what begins a
   * turn is a label and a sign behind it, a heading, or a row of a table.
   */
  static boolean mayBeInLines(CharSequence text) {
    int marked = 0;
    boolean isMarked = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        isMarked = false;
      } else if (!isMarked && MARKS.indexOf(c) >= 0) {
        isMarked = true;
        marked++;
      }
    }
    return marked >= FEWEST_MARKS;
  }

  boolean isConversation(String text) {
    int length = text.length();
    if (length < SHORTEST) {
      return false;
    }
    work.charge(length + BEGINNING);
    labels.begin(text);
    tokens.begin(text);
    elements.begin(text);
    inline.begin(text);
    rendered.begin(text);
    labels.look(0, false, false);
    int tag = -1;
    int tagEnd = -1;
    boolean isItem = false;
    for (int i = 0; i < length; i++) {
      switch (text.charAt(i)) {
        case '\n' -> labels.look(i + 1, false, false);
        case ':' -> {
          inline.look(i);
          rendered.key(i);
        }
        case '=' -> rendered.key(i);
        case '{', '(' -> rendered.bracket(i);
        case '[' -> {
          tokens.bracket(i);
          rendered.bracket(i);
        }
        case '<' -> {
          tokens.angle(i);
          elements.look(i);
          // Of tags in a row each says something of the text behind them.
          isItem = isItem && i == tagEnd || Tags.isItem(text, i, work);
          tag = i;
        }
        case '>' -> {
          if (tag >= 0) {
            labels.look(i + 1, true, isItem);
            tag = -1;
            tagEnd = i + 1;
          }
        }
        default -> {}
      }
    }
    return tokens.isConversation()
        || labels.isConversation()
        || elements.isConversation()
        || inline.isConversation()
        || rendered.isConversation()
        || TurnTable.isConversation(text, work);
  }
}
