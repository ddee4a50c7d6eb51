package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import org.jspecify.annotations.Nullable;

/**
 * Objects of turns as programs print them, which is no JSON: YAML ({@code role: user}), Python
 * ({@code {'role': 'user', 'content': …}}), {@code toString} of records and classes ({@code
 * Message[role=USER, content=…]}, {@code UserMessage{text='…'}}). Two roles and two contents are
 * needed, whatever their order is.
 */
final class RenderedTurns {
  private static final int LONGEST_KEY = 12;
  private static final int LONGEST_ROLE = 40;
  private static final int LONGEST_CLASS = 18;
  private static final int MOST_QUOTES = 4;

  /** Bytes of a role. */
  private static final int ROLE = 128;

  /** Of so many roles one may be unknown. */
  private static final int STRANGERS = 3;

  private String text = "";
  private final Work work;
  private int persons;
  private int assistants;
  private int others;
  private int unknown;
  private int contents;

  RenderedTurns(Work work) {
    this.work = work;
  }

  /** Forgets all, and goes on with another text. */
  void begin(String other) {
    text = other;
    persons = 0;
    assistants = 0;
    others = 0;
    unknown = 0;
    contents = 0;
  }

  boolean isConversation() {
    int known = persons + assistants + others;
    return persons > 0 && assistants > 0 && contents >= 2 && unknown * STRANGERS < known + unknown;
  }

  /** False if what is before a colon or a sign of equality is certainly no key of what is said. */
  static boolean mayBeContent(CharSequence text, int sign) {
    int end = sign;
    while (end > 0 && sign - end < MOST_QUOTES && isQuote(text.charAt(end - 1))) {
      end--;
    }
    // The last letter of text, content, textContent, parts and contents.
    return end > 0 && "tTsS".indexOf(text.charAt(end - 1)) >= 0;
  }

  /** Looks at the key before a colon or a sign of equality. */
  void key(int sign) {
    int end = sign;
    while (end > 0 && sign - end < MOST_QUOTES && isQuote(text.charAt(end - 1))) {
      end--;
    }
    int start = end;
    while (start > 0 && end - start <= LONGEST_KEY && isWord(text.charAt(start - 1))) {
      start--;
    }
    work.charge(2L * (sign - start) + 1);
    switch (end - start) {
      case 4 -> {
        if (is("role", start)) {
          role(sign + 1);
        } else {
          contents += is("text", start) ? 1 : 0;
        }
      }
      case 5 -> contents += is("parts", start) ? 1 : 0;
      case 7 -> contents += is("content", start) ? 1 : 0;
      case 8 -> contents += is("contents", start) ? 1 : 0;
      case 11 -> {
        if (is("messageType", start)) {
          role(sign + 1);
        } else {
          contents += is("textContent", start) ? 1 : 0;
        }
      }
      default -> {}
    }
  }

  /** Looks at the name of a class before a bracket. */
  void bracket(int bracket) {
    int end = bracket > 0 && text.charAt(bracket - 1) == ' ' ? bracket - 1 : bracket;
    if (!text.startsWith("Message", end - "Message".length())) {
      return;
    }
    int start = end;
    while (start > 0 && end - start < LONGEST_CLASS && isWord(text.charAt(start - 1))) {
      start--;
    }
    work.charge(2L * (end - start));
    work.allocate(ROLE);
    note(Speaker.ofClass(text.substring(start, end)), false);
  }

  private void role(int start) {
    int from = start;
    while (from < text.length() && from - start < MOST_QUOTES && isQuote(text.charAt(from))) {
      from++;
    }
    int end = from;
    int most = Math.min(text.length(), from + LONGEST_ROLE);
    while (end < most && (isWord(text.charAt(end)) || text.charAt(end) == '.')) {
      end++;
    }
    work.charge(3L * (end - start) + 1);
    work.allocate(ROLE);
    String role = text.substring(from, end);
    note(Speaker.ofRole(role.substring(role.lastIndexOf('.') + 1)), true);
  }

  private void note(@Nullable Speaker speaker, boolean isRole) {
    if (speaker == null) {
      unknown += isRole ? 1 : 0;
    } else if (speaker == Speaker.PERSON) {
      persons++;
    } else if (speaker == Speaker.ASSISTANT) {
      assistants++;
    } else {
      others++;
    }
  }

  private boolean is(String word, int start) {
    return text.regionMatches(true, start, word, 0, word.length());
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '\\' || c == ' ' || c == '<';
  }

  private static boolean isWord(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }
}
