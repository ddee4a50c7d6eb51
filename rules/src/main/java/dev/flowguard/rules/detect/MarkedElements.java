package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns as elements of HTML or XML that say who speaks: in a class beside a word for a message
 * ({@code class="message user"}), in an attribute ({@code data-role="assistant"}, {@code
 * role="user"}), or, which configuration does too, in their name ({@code <assistant>}).
 */
final class MarkedElements {
  private static final Set<String> SPEAKER_ATTRIBUTES =
      Set.of("role", "author", "from", "sender", "speaker", "who", "turn");

  /** Of classes and test ids these say that an element is a message. */
  private static final Set<String> MESSAGE_WORDS =
      Set.of("message", "messages", "msg", "bubble", "chat", "turn", "prompt", "response", "reply");

  private static final int LONGEST_TAG = 400;
  private static final int LONGEST_WORD = 16;

  /** Bytes of an attribute, beside its characters. */
  private static final int ATTRIBUTE = 64;

  private String text = "";
  private final Work work;
  private final Sequence turns;

  MarkedElements(Work work) {
    this.work = work;
    this.turns = new Sequence(work);
  }

  /** Forgets all, and goes on with another text. */
  void begin(String other) {
    text = other;
    turns.begin(other);
  }

  boolean isConversation() {
    return turns.isConversation();
  }

  /** Looks at the tag that opens at an angle bracket. */
  void look(int at) {
    if (at + 1 >= text.length() || !isLetter(text.charAt(at + 1))) {
      return;
    }
    int most = Math.min(text.length(), at + LONGEST_TAG);
    int end = at + 1;
    int equals = -1;
    while (end < most && text.charAt(end) != '>' && text.charAt(end) != '<') {
      equals = equals < 0 && text.charAt(end) == '=' ? end : equals;
      end++;
    }
    work.charge(end - at);
    if (end == most || text.charAt(end) == '<') {
      return;
    }
    String name = Tags.name(text, at + 1, work);
    Speaker named = equals >= 0 || name.isEmpty() ? null : Speaker.ofRole(name);
    if (named != null && text.charAt(end - 1) != '/') {
      turns.mark(named, at, end + 1, true);
    }
    for (int i = equals; i >= 0 && i < end; ) {
      i = attribute(at, i, end);
    }
  }

  /** Reads one attribute and returns where the sign of the next is; -1 if there is none. */
  private int attribute(int tag, int equals, int end) {
    int start = equals;
    while (start > tag && text.charAt(start - 1) > ' ' && equals - start < 2 * LONGEST_WORD) {
      start--;
    }
    String attribute = text.substring(start, equals).toLowerCase(Locale.ROOT);
    int from = equals + 1;
    char quote = text.charAt(from);
    int close = from;
    if (quote == '"' || quote == '\'') {
      from++;
      close = from;
      while (close < end && text.charAt(close) != quote) {
        close++;
      }
    } else {
      while (close < end && text.charAt(close) > ' ') {
        close++;
      }
    }
    work.charge(4L * (close - start));
    work.allocate(2L * (close - start) + ATTRIBUTE);
    if (attribute.equals("class")
        || attribute.equals("classname")
        || attribute.equals("data-testid")) {
      ofClass(tag, from, close, end);
    } else if (SPEAKER_ATTRIBUTES.contains(lastWord(attribute))) {
      Speaker speaker =
          close - from > LONGEST_WORD ? null : Speaker.ofRole(text.substring(from, close));
      if (speaker != null) {
        turns.mark(speaker, tag, end + 1, isItem(tag));
      } else if (attribute.startsWith("data-")) {
        turns.other(false);
      }
    }
    int next = close;
    while (next < end && text.charAt(next) != '=') {
      next++;
    }
    work.charge(next - close);
    return next < end ? next : -1;
  }

  private boolean isItem(int tag) {
    return Tags.isItem(text, tag, work) || text.startsWith("<tr", tag);
  }

  private void ofClass(int tag, int from, int close, int end) {
    Speaker speaker = null;
    boolean isMessage = false;
    int words = 0;
    int at = from;
    while (at < close) {
      int start = at;
      while (at < close && isLetter(text.charAt(at))) {
        at++;
      }
      if (at > start && at - start <= LONGEST_WORD) {
        String word = text.substring(start, at).toLowerCase(Locale.ROOT);
        @Nullable Speaker named = Speaker.ofRole(word);
        speaker = named == null ? speaker : named;
        isMessage |= MESSAGE_WORDS.contains(word);
        words++;
      }
      at++;
    }
    if (speaker != null && (isMessage || words == 1)) {
      turns.mark(speaker, tag, end + 1, !isMessage && isItem(tag));
    }
  }

  private static String lastWord(String attribute) {
    return attribute.substring(attribute.lastIndexOf('-') + 1);
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }
}
