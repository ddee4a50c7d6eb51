package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import java.util.Locale;
import java.util.Set;

/**
 * Turns that one way of writing marks in a text, one after the other, and what makes them doubtful:
 * lists of roles, forms and reports have lines of the same look.
 */
final class Sequence {
  /** Letters that both sides together say, from which on one doubt is outweighed. */
  private static final int LONG = 400;

  private static final int SHORTEST_SIDE = 24;

  /** Letters of a turn that are counted; a long answer is no better proof than one of these. */
  private static final int MOST_LETTERS = 300;

  /** Letters in the first line of a turn on average: less is a table of yes and no. */
  private static final int FEWEST_LETTERS = 3;

  private static final int MANY_TURNS = 4;

  /** Letters of a word that may begin what a role is or may do. */
  private static final int LONGEST_DEFINING = 8;

  /** What such a sentence begins with; a chat seldom does, and not on both sides. */
  private static final Set<String> DEFINING =
      Set.of(
          "a",
          "an",
          "any",
          "anyone",
          "the",
          "may",
          "can",
          "cannot",
          "must",
          "has",
          "is",
          "gets",
          "sees",
          "answers",
          "someone",
          "somebody",
          "person",
          "people",
          "program",
          "der",
          "die",
          "das",
          "ein",
          "eine",
          "darf",
          "kann",
          "hat",
          "ist",
          "wer",
          "un",
          "une",
          "le",
          "la",
          "peut",
          "puede",
          "el",
          "una");

  /** Words that end as verbs of the third person do, and begin what people say. */
  private static final Set<String> NO_VERBS =
      Set.of("thanks", "this", "does", "always", "perhaps", "besides", "yours", "ours", "less");

  private static final int SHORTEST_VERB = 4;

  private String text = "";
  private final Work work;
  private int turns;
  private Speaker counted = Speaker.SYSTEM;
  private Speaker last = Speaker.SYSTEM;
  private int saidFrom = -1;
  private int asked;
  private int answered;
  private boolean hasAssistant;
  private boolean hasProgram;
  private boolean hasDesk;
  private boolean isWeak;
  private int others;
  private int inLine;
  private int atFirst;
  private boolean isReport;
  private boolean hasOtherThanRoles;

  Sequence(Work work) {
    this.work = work;
  }

  /** Forgets all, and goes on with another text. */
  void begin(String other) {
    text = other;
    turns = 0;
    counted = Speaker.SYSTEM;
    last = Speaker.SYSTEM;
    saidFrom = -1;
    asked = 0;
    answered = 0;
    hasAssistant = false;
    hasProgram = false;
    hasDesk = false;
    isWeak = false;
    others = 0;
    inLine = 0;
    atFirst = 0;
    isReport = false;
    hasOtherThanRoles = false;
  }

  /**
   * A speaker begins.
   *
   * @param start where the mark is: what was said before ends here
   * @param from where begins what is said
   * @param weak true if other texts have marks of this look, such as items of a list
   */
  void mark(Speaker speaker, int start, int from, boolean weak) {
    if (start < saidFrom) {
      return; // a mark within a mark
    }
    close(start);
    last = speaker;
    saidFrom = from;
    isWeak |= weak;
  }

  /** Something else that looks like a mark: a label, a row, another role. */
  void other(boolean isDesk) {
    others++;
    hasDesk |= isDesk;
  }

  /** A label of a report on a program: it may quote a conversation to show a fault. */
  void report() {
    isReport = true;
  }

  private void close(int end) {
    if (saidFrom < 0 || last == Speaker.SYSTEM) {
      return;
    }
    int letters = letters(saidFrom, end);
    if (letters == 0) {
      return;
    }
    atFirst += inLine;
    hasOtherThanRoles |= !isDefinition(saidFrom, end);
    if (last == Speaker.PERSON) {
      asked += letters;
    } else {
      answered += letters;
      hasAssistant |= last == Speaker.ASSISTANT;
      hasProgram |= last == Speaker.PROGRAM;
    }
    boolean isSame = last == counted || last.isMachine() && counted.isMachine();
    turns += isSame ? 0 : 1;
    counted = last;
  }

  /** True for a sentence on what a role is or may do, with no question in it. */
  private boolean isDefinition(int from, int end) {
    int most = Math.min(end, from + MOST_LETTERS);
    int start = from;
    while (start < most && !Character.isLetter(text.charAt(start))) {
      start++;
    }
    int word = start;
    while (word < most
        && word - start <= LONGEST_DEFINING
        && Character.isLetter(text.charAt(word))) {
      word++;
    }
    work.charge(most - from);
    String first = text.substring(start, word);
    if (!DEFINING.contains(first.toLowerCase(Locale.ROOT)) && !isVerb(first)) {
      return false;
    }
    for (int i = word; i < most; i++) {
      if (text.charAt(i) == '?' || text.startsWith(" you", i) || text.startsWith(" I ", i)) {
        return false;
      }
    }
    return true;
  }

  /** True for what a role does, in English: {@code User: starts the jobs}. */
  private static boolean isVerb(String word) {
    return word.length() >= SHORTEST_VERB
        && word.endsWith("s")
        && !word.endsWith("ss")
        && Character.isLowerCase(word.charAt(0))
        && !NO_VERBS.contains(word);
  }

  /** Letters and digits outside tags, as far as they are counted, and those of the first line. */
  private int letters(int from, int end) {
    int letters = 0;
    int at = from;
    boolean isTag = false;
    inLine = 0;
    while (at < end && letters < MOST_LETTERS) {
      char c = text.charAt(at);
      if (c == '<') {
        isTag = true;
      } else if (c == '>') {
        isTag = false;
      } else if (!isTag && Character.isLetterOrDigit(c)) {
        letters++;
      } else if (c == '\n' && inLine == 0) {
        inLine = letters;
      }
      at++;
    }
    work.charge(Math.max(0, at - from));
    inLine = inLine == 0 ? letters : inLine;
    return letters;
  }

  /** True if few turns say no more than what a role is or may do. To be asked at the end. */
  boolean definesRoles() {
    return !hasOtherThanRoles && turns < MANY_TURNS;
  }

  /** True if all of it is a conversation with an assistant. To be asked once, at the end. */
  boolean isConversation() {
    close(text.length());
    saidFrom = -1;
    if (asked == 0 || answered == 0 || atFirst < FEWEST_LETTERS * turns) {
      return false;
    }
    if (hasDesk && !hasAssistant) {
      return false;
    }
    boolean isProgram = hasProgram && !hasAssistant;
    int doubts = (others > 0 ? 1 : 0) + (isProgram ? 1 : 0) + (isWeak ? 1 : 0);
    boolean isLong = Math.min(asked, answered) >= SHORTEST_SIDE && asked + answered >= LONG;
    if (isReport && !isLong) {
      return false;
    }
    return doubts == 0
        || doubts == 1 && (isLong || turns >= MANY_TURNS || isWeak && turns == MANY_TURNS - 1);
  }
}
