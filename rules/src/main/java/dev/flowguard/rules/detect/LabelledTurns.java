package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns that begin with a label at the start of a line or behind a tag: {@code User: …}, {@code
 * **Human:** …}, {@code [10:32] User: …}, {@code 2026-11-02 10:32 user> …}, {@code
 * <b>Assistant:</b> …}, {@code User (10:32): …}. Labels of other kinds around them make it a form,
 * a report or a list of roles.
 */
final class LabelledTurns {
  /**
   * How a turn begins in a text, in the languages that people chat in most. Question and answer are
   * not among them: help articles are written so. Nor is model: forms name a device so.
   */
  private static final Set<String> PEOPLE =
      Set.of(
          "user",
          "human",
          "you",
          "you said",
          "me",
          "ich",
          "moi",
          "yo",
          "ik",
          "я",
          "我",
          "utilisateur",
          "benutzer",
          "nutzer",
          "usuario",
          "usuário",
          "utente",
          "gebruiker",
          "użytkownik",
          "пользователь",
          "користувач",
          "kullanıcı",
          "用户",
          "用戶",
          "ユーザー",
          "사용자",
          "المستخدم",
          "משתמש",
          "उपयोगकर्ता");

  private static final Set<String> ANSWERERS =
      Set.of(
          "assistant",
          "ai",
          "chatbot",
          "chatgpt",
          "chatgpt said",
          "gpt",
          "claude",
          "gemini",
          "copilot",
          "deepseek",
          "assistent",
          "asistente",
          "assistente",
          "asystent",
          "ассистент",
          "асистент",
          "asistan",
          "助手",
          "助理",
          "アシスタント",
          "어시스턴트",
          "المساعد",
          "עוזר",
          "सहायक");

  /** Who speaks in a support desk. */
  private static final Set<String> DESK =
      Set.of("operator", "agent", "visitor", "customer", "support", "staff", "team", "admin");

  /** Parts of the names of bots that belong to a support desk, and speak in its own chats. */
  private static final String[] DESK_BOTS = {
    "crisp",
    "zendesk",
    "intercom",
    "drift",
    "hubspot",
    "freshchat",
    "tidio",
    "livechat",
    "desk",
    "support",
    "service",
    "help"
  };

  /** Labels of a report on a program, which quotes it. */
  private static final Set<String> REPORT =
      Set.of(
          "steps",
          "steps to reproduce",
          "to reproduce",
          "reproduction",
          "repro",
          "expected",
          "expected behavior",
          "expected behaviour",
          "expected result",
          "actual",
          "actual behavior",
          "actual behaviour",
          "actual result",
          "observed",
          "environment",
          "version",
          "browser",
          "severity",
          "schritte",
          "erwartet",
          "tatsächlich",
          "umgebung",
          "attendu",
          "obtenu",
          "esperado");

  private static final int LONGEST_MARKER = 24;
  private static final int LONGEST_PREFIX = 12;
  private static final int LONGEST_TIME = 40;
  private static final int LONGEST_TAG = 200;
  private static final int FEWEST_TIME_DIGITS = 3;
  private static final int MOST_LABEL_WORDS = 3;

  /** Steps of looking at a line, beside its characters. */
  private static final int LOOKING = 4;

  /** Bytes of comparing a label with the known ones. */
  private static final int LABEL = 128;

  private String text = "";
  private final Work work;

  /** Those whose look nothing else has; the other are all of them. */
  private final Sequence sure;

  private final Sequence all;

  LabelledTurns(Work work) {
    this.work = work;
    this.sure = new Sequence(work);
    this.all = new Sequence(work);
  }

  /** Forgets all, and goes on with another text. */
  void begin(String other) {
    text = other;
    sure.begin(other);
    all.begin(other);
  }

  boolean isConversation() {
    return sure.isConversation() && !sure.definesRoles()
        || all.isConversation() && !all.definesRoles();
  }

  /**
   * Looks for a label.
   *
   * @param start of a line, or behind a tag
   * @param isTagged true behind a tag
   * @param isInList true if that tag is of an item, a cell or a heading
   */
  void look(int start, boolean isTagged, boolean isInList) {
    int end = text.length();
    int at = start;
    boolean isItem = false;
    boolean isHeading = false;
    int furthest = Math.min(end, start + LONGEST_PREFIX);
    while (at < furthest) {
      char c = text.charAt(at);
      if (c == '-' || c == '•' || c == '*' && at + 1 < end && text.charAt(at + 1) == ' ') {
        isItem = true;
      } else if (c == '#' || c == '*') {
        isHeading = true;
      } else if (c == '\n' || c > ' ' && "_>[|\"'".indexOf(c) < 0) {
        break;
      }
      at++;
    }
    int afterTime = time(at);
    boolean isTimed = afterTime > at;
    if (at < end && !isTimed && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      isItem = true; // the number of a step or an item
      while (at < end
          && at - start < LONGEST_PREFIX
          && "0123456789.) ".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }
    at = afterTime > at ? afterTime : at;
    int from = at;
    int most = Math.min(end, from + LONGEST_MARKER + 1);
    while (at < most && ":：>,;\t|\n<".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    work.charge(2L * (at - start) + LOOKING);
    if (at == from || at == most && at < end || at == end) {
      return;
    }
    char separator = text.charAt(at);
    int labelEnd = at;
    if (separator == '<') {
      int close = text.indexOf('>', at);
      work.charge(Math.max(0, close - at));
      if (close < 0 || close - at > LONGEST_TAG) {
        return;
      }
      at = close + 1;
      separator = at < end && (text.charAt(at) == ':' || text.charAt(at) == '：') ? ':' : '<';
    }
    boolean isColon = separator == ':' || separator == '：';
    boolean isGlued = separator == '>' && (isTimed || text.charAt(at - 1) > ' ');
    if (separator == '\n' && !isHeading) {
      return;
    }
    Speaker speaker = speaker(from, labelEnd);
    if (speaker == null && isHeading && isColon) {
      speaker = ofHeading(from, labelEnd);
    }
    if (speaker == null) {
      if (isColon && isLabel(from, labelEnd, at)) {
        other(from, labelEnd);
      }
      return;
    }
    boolean isElement = separator == '<' && isTagged;
    boolean isWeak = isItem || isInList || !isColon && !isGlued && !isElement;
    int said = separator == '<' ? at : at + 1;
    all.mark(speaker, start, said, isWeak);
    if (!isWeak) {
      sure.mark(speaker, start, said, false);
    }
  }

  /** Where a time ends that begins here, with the brackets around it; where it begins if none. */
  private int time(int start) {
    int end = Math.min(text.length(), start + LONGEST_TIME);
    int at = start;
    int digits = 0;
    int letters = 0;
    while (at < end) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        digits++;
        letters = 0;
      } else if ("TZAPMapm".indexOf(c) >= 0) {
        letters++;
      } else if (" :./-,+()[]|\u2013\u2014".indexOf(c) >= 0) {
        letters = 0;
      } else {
        break;
      }
      at++;
    }
    work.charge(at - start);
    return digits < FEWEST_TIME_DIGITS || at == end ? start : at - letters;
  }

  private @Nullable Speaker speaker(int from, int end) {
    String label = label(from, end);
    if (PEOPLE.contains(label)) {
      return Speaker.PERSON;
    }
    if (ANSWERERS.contains(label)) {
      return Speaker.ASSISTANT;
    }
    if (label.equals("bot")) {
      return Speaker.PROGRAM;
    }
    if (label.equals("system")) {
      return Speaker.SYSTEM;
    }
    return isProduct(label) && !isDeskBot(label) ? Speaker.ASSISTANT : null;
  }

  /** The headings of Alpaca's template, and of the models that were trained with it. */
  private @Nullable Speaker ofHeading(int from, int end) {
    return switch (label(from, end)) {
      case "instruction" -> Speaker.PERSON;
      case "response" -> Speaker.ASSISTANT;
      case "input" -> Speaker.SYSTEM;
      default -> null;
    };
  }

  /** A label in small letters, without marks of Markdown and without a time in brackets. */
  private String label(int from, int end) {
    work.charge(LABEL);
    work.allocate(LABEL);
    StringBuilder label = new StringBuilder(LONGEST_MARKER);
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      if (c == '(' || c == '[') {
        break;
      }
      if ("*_\"'`]".indexOf(c) < 0) {
        label.append(c);
      }
    }
    return label.toString().strip().toLowerCase(Locale.ROOT);
  }

  /** Assistants are named after what they are: MirageGPT, LegalBot, Acme AI. */
  private static boolean isProduct(String label) {
    return label.endsWith("gpt")
        || label.endsWith("bot") && label.length() > 3
        || label.endsWith(" ai")
        || label.endsWith(" assistant")
        || label.startsWith("gpt-");
  }

  private static boolean isDeskBot(String label) {
    for (String each : DESK_BOTS) {
      if (label.contains(each)) {
        return true;
      }
    }
    return false;
  }

  /** A few words that begin with a capital or have none, before a colon and a space. */
  private boolean isLabel(int from, int end, int colon) {
    int next = colon + 1;
    char first = text.charAt(from);
    boolean isEnd =
        next >= text.length()
            || text.charAt(next) <= ' '
            || text.charAt(next) == '<'
            || text.charAt(next) == '*';
    if (!isEnd || !Character.isLetter(first) || Character.isLowerCase(first)) {
      return false;
    }
    int spaces = 0;
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      if (c == ' ') {
        spaces++;
      } else if (!Character.isLetterOrDigit(c) && "#-_/()*&.".indexOf(c) < 0) {
        return false;
      }
    }
    work.charge(end - from);
    return spaces < MOST_LABEL_WORDS;
  }

  private void other(int from, int end) {
    String label = label(from, end);
    boolean isDesk = DESK.contains(label) || isDeskBot(label);
    all.other(isDesk);
    sure.other(isDesk);
    if (REPORT.contains(label)) {
      all.report();
      sure.report();
    }
  }
}
