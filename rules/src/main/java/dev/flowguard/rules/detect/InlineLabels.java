package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import org.jspecify.annotations.Nullable;

/**
 * Turns that follow each other on one line: {@code USER: … ASSISTANT: …} as Vicuna's template has
 * it; the same in other letters ({@code User: … Assistant: …}) only where they alternate, because
 * articles on roles are written so.
 */
final class InlineLabels {
  private static final int LONGEST = 12;

  /** Bytes of a label. */
  private static final int LABEL = 96;

  private String text = "";
  private final Work work;
  private final Sequence capitals;
  private final Sequence all;

  InlineLabels(Work work) {
    this.work = work;
    this.capitals = new Sequence(work);
    this.all = new Sequence(work);
  }

  /** Forgets all, and goes on with another text. */
  void begin(String other) {
    text = other;
    capitals.begin(other);
    all.begin(other);
  }

  boolean isConversation() {
    return capitals.isConversation() || all.isConversation();
  }

  /** Looks for a label before a colon. */
  void look(int colon) {
    if (colon + 1 >= text.length() || text.charAt(colon + 1) > ' ') {
      return;
    }
    int start = colon;
    boolean isCapital = true;
    while (start > 0 && colon - start <= LONGEST && isLetter(text.charAt(start - 1))) {
      start--;
      isCapital &= text.charAt(start) < 'a';
    }
    work.charge(2L * (colon - start) + 1);
    if (start == colon
        || colon - start > LONGEST
        || text.charAt(start) >= 'a'
        || start > 0 && Character.isLetterOrDigit(text.charAt(start - 1))) {
      return;
    }
    Speaker speaker = speaker(start, colon);
    if (speaker == null) {
      all.other(false);
      if (isCapital) {
        capitals.other(false);
      }
      return;
    }
    all.mark(speaker, start, colon + 1, true);
    if (isCapital) {
      boolean isSure = speaker == Speaker.PERSON || colon - start == "ASSISTANT".length();
      capitals.mark(speaker, start, colon + 1, !isSure);
    }
  }

  private @Nullable Speaker speaker(int start, int end) {
    work.allocate(LABEL);
    Speaker speaker = Speaker.ofRole(text.substring(start, end));
    boolean isOfDevice = text.regionMatches(true, start, "model", 0, end - start);
    return isOfDevice ? null : speaker;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }
}
