package dev.flowguard.rules.detect.chat;

import dev.flowguard.rules.inspection.Work;

/** A conversation in one text, in whatever way its turns are marked: read once, front to back. */
final class WrittenTurns {
  /** Two turns with their marks are longer. */
  private static final int SHORTEST = 10;

  private WrittenTurns() {}

  static boolean isConversation(String text, Work work) {
    int length = text.length();
    if (length < SHORTEST) {
      return false;
    }
    work.charge(length);
    LabelledTurns labels = new LabelledTurns(text, work);
    TemplateTokens tokens = new TemplateTokens(text, work);
    MarkedElements elements = new MarkedElements(text, work);
    InlineLabels inline = new InlineLabels(text, work);
    RenderedTurns rendered = new RenderedTurns(text, work);
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
