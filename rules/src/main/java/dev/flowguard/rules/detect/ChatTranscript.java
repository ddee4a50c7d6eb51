package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with an assistant: at least two turns, each with a role and something said.
 *
 * <p>By structure, in JSON, forms and JSON within strings: elements of one list that each have a
 * role out of a closed set and a content beside it. Or in a text: lines that begin with the roles
 * of such a conversation in turn. Words alone are nothing; and a message of a support desk, which
 * has a sender and a content too, has no role of this kind, or stands alone.
 */
final class ChatTranscript implements Detector {
  private static final Set<String> ROLE_NAMES =
      Set.of("role", "from", "author", "speaker", "sender");

  private static final Set<String> ROLES =
      Set.of(
          "user",
          "assistant",
          "system",
          "tool",
          "developer",
          "model",
          "human",
          "function",
          "ai",
          "gpt",
          "bot");

  /** Of these at least one must speak: a desk's users and operators are no such conversation. */
  private static final Set<String> MACHINES =
      Set.of("assistant", "model", "ai", "gpt", "bot", "tool");

  private static final Set<String> CONTENT_NAMES =
      Set.of("content", "parts", "text", "value", "message", "body", "answer");

  /** Of these one turn alone is enough: nothing but an assistant's answer is built so. */
  private static final Set<String> ANSWERING = Set.of("assistant", "model");

  /** Members that hold an answer in the responses of common providers. */
  private static final Set<String> RESPONSES = Set.of("choices", "candidates");

  /** What was asked and what was answered, side by side in one object. */
  private static final Set<String> ASKED =
      Set.of("prompt", "user_prompt", "user_message", "user_input", "human");

  private static final Set<String> ANSWERED =
      Set.of(
          "completion",
          "response",
          "assistant_message",
          "ai_response",
          "bot_response",
          "model_output",
          "generated_text",
          "assistant");

  private static final int SHORTEST_SIDE = 16;
  private static final int SHORTEST_ANSWER = 24;

  /**
   * How a turn begins in a text, in the languages that people chat in most. Question and answer are
   * not among them: help articles are written so. Nor is model: forms name a device so.
   */
  private static final Set<String> PEOPLE =
      Set.of(
          "user",
          "human",
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
          "bot",
          "chatbot",
          "chatgpt",
          "gpt",
          "claude",
          "gemini",
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

  /** Control tokens of chat templates, without what opens them, before the role. */
  private static final String[] TOKENS = {"im_start|>", "start_header_id|>", "start_of_turn>"};

  /** Bytes of a turn, in a list of its own. */
  private static final int TURN = 480;

  /** Of a character of a text that may have turns in it. */
  private static final int LINE_STEPS = 2;

  /** Of looking at the names around a leaf. */
  private static final int LEAF_STEPS = 32;

  private static final int LONGEST_NAME = 24;
  private static final int LONGEST_ROLE = 64;
  private static final int LONGEST_MARKER = 24;
  private static final int SHORTEST_TURN = 3;

  /** Two turns with their markers are longer. */
  private static final int SHORTEST_TALK = 10;

  @Override
  public Shape shape() {
    return Shape.CHAT_TRANSCRIPT;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    Map<Long, Turns> lists = new LinkedHashMap<>();
    Places places = new Places(payload.work());
    payload.work().charge((long) LEAF_STEPS * payload.leaves().size());
    boolean hasRole = false;
    for (Leaf leaf : payload.leaves()) {
      hasRole |= leaf instanceof Leaf.Text text && !text.isName() && isRole(text);
    }
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text && !text.isName()) {
        if (hasRole) {
          note(text, places, lists);
        }
        int turns = turnsInText(text.value(), payload.work());
        if (turns >= 2) {
          findings.add(
              new Finding(
                  shape(), List.of(leaf), text.value().length(), Secret.of(text.value()), null));
        }
      }
    }
    for (Turns turns : lists.values()) {
      Finding finding = turns.finding(shape());
      if (finding != null) {
        findings.add(finding);
      }
    }
    sides(payload, places, findings);
    return findings;
  }

  private static boolean isRole(Leaf.Text leaf) {
    String name = leaf.location().name();
    return name != null
        && leaf.value().length() <= LONGEST_ROLE
        && isAmong(ROLE_NAMES, name)
        && ROLES.contains(leaf.value().strip().toLowerCase(Locale.ROOT));
  }

  /** Many leaves may be below one long name, so it is not read for each of them. */
  private static boolean isAmong(Set<String> names, @Nullable String name) {
    return name != null
        && name.length() <= LONGEST_NAME
        && names.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Puts a leaf into the turn that it belongs to, if it is a role or a content. */
  private static void note(Leaf.Text leaf, Places places, Map<Long, Turns> lists) {
    // list > element > name, or list > element > content > … for contents with a structure
    Location at = leaf.location();
    if (isAmong(ROLE_NAMES, at.name())) {
      String role = leaf.value().strip().toLowerCase(Locale.ROOT);
      Location element = at.outer();
      if (ROLES.contains(role) && element != null) {
        Turns turns = lists.computeIfAbsent(places.around(element), list -> new Turns());
        turns.role(keyOf(element), role);
        // An answer of a provider, or an object whose role is an assistant's and nothing else.
        turns.isAnswer |=
            "role".equalsIgnoreCase(at.name()) && ANSWERING.contains(role) || isResponse(element);
      }
      return;
    }
    for (int depth = 0; depth < 4 && at.outer() != null; depth++) {
      Location element = at.outer();
      if (isAmong(CONTENT_NAMES, at.name()) && element != null) {
        places.work().allocate(TURN);
        lists
            .computeIfAbsent(places.around(element), list -> new Turns())
            .content(keyOf(element), leaf);
      }
      at = element;
    }
  }

  /** Objects that hold what was asked and what was answered. */
  private void sides(Payload payload, Places places, List<Finding> findings) {
    Map<Long, Leaf.Text> asked = new HashMap<>();
    Map<Long, Leaf.Text> answered = new LinkedHashMap<>();
    for (Leaf leaf : payload.leaves()) {
      String name = leaf.location().name();
      if (name != null
          && leaf instanceof Leaf.Text text
          && !text.isName()
          && text.value().length() >= SHORTEST_SIDE) {
        if (isAmong(ASKED, name)) {
          asked.put(places.around(leaf.location()), text);
        } else if (isAmong(ANSWERED, name)) {
          answered.put(places.around(leaf.location()), text);
        }
      }
    }
    for (Map.Entry<Long, Leaf.Text> answer : answered.entrySet()) {
      Leaf.Text question = asked.get(answer.getKey());
      if (question != null) {
        String both = question.value() + answer.getValue().value();
        findings.add(
            new Finding(
                shape(),
                List.of(question, answer.getValue()),
                both.length(),
                Secret.of(both),
                null));
      }
    }
  }

  /** {@code choices[0].message}, {@code choices[0].delta}, {@code candidates[0].content}. */
  private static boolean isResponse(Location element) {
    Location index = element.outer();
    Location list = index == null || index.index() < 0 ? null : index.outer();
    return list != null && list.name() != null && RESPONSES.contains(list.name());
  }

  private static Object keyOf(Location element) {
    String name = element.name();
    return name == null ? Integer.valueOf(element.index()) : name;
  }

  /** The turns of one list, as far as they were seen. */
  private static final class Turns {
    private final Map<Object, String> roles = new LinkedHashMap<>();
    private final Map<Object, Leaf.Text> contents = new HashMap<>();
    private boolean isAnswer;

    void role(Object element, String role) {
      roles.putIfAbsent(element, role);
    }

    void content(Object element, Leaf.Text leaf) {
      contents.putIfAbsent(element, leaf);
    }

    @Nullable Finding finding(Shape shape) {
      List<Leaf> said = new ArrayList<>();
      StringBuilder all = new StringBuilder();
      boolean hasMachine = false;
      Set<String> speakers = new HashSet<>();
      for (Map.Entry<Object, String> turn : roles.entrySet()) {
        Leaf.Text content = contents.get(turn.getKey());
        if (content != null) {
          said.add(content);
          all.append(content.value());
          speakers.add(turn.getValue());
          hasMachine |= MACHINES.contains(turn.getValue()) || turn.getValue().equals("system");
        }
      }
      boolean isConversation =
          said.size() >= 2 && (hasMachine || speakers.size() > 1)
              || isAnswer && hasMachine && all.length() >= SHORTEST_ANSWER;
      return isConversation ? new Finding(shape, said, all.length(), Secret.of(all), null) : null;
    }
  }

  /** Turns in a text: markers of a person and of an answerer at line starts, in turn. */
  private static int turnsInText(String text, Work work) {
    if (text.length() < SHORTEST_TALK) {
      return 0;
    }
    if (text.indexOf(':') < 0
        && text.indexOf('|') < 0
        && text.indexOf('：') < 0
        && text.indexOf("[INST]") < 0
        && text.indexOf("<start_of_turn>") < 0) {
      return 0;
    }
    if (text.contains("[INST]") && text.contains("[/INST]")) {
      return 2; // as models of the Llama 2 and Mistral families are asked
    }
    work.charge((long) LINE_STEPS * text.length());
    int turns = 0;
    int last = 0;
    int start = 0;
    boolean person = false;
    boolean answerer = false;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        end = text.length();
      }
      int speaker = speaker(text, start, end);
      if (speaker != 0 && speaker != last) {
        turns++;
        last = speaker;
        person |= speaker < 0;
        answerer |= speaker > 0;
      }
      start = end + 1;
    }
    return person && answerer ? turns : 0;
  }

  /** -1 for a person, 1 for an answerer, 0 for a line without a marker. */
  private static int speaker(String text, int start, int end) {
    int at = start;
    while (at < end && (text.charAt(at) <= ' ' || "*_#>[<|".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    for (String token : TOKENS) {
      if (text.startsWith(token, at)) {
        int role = at + token.length();
        String word = text.substring(role, Math.min(end, role + LONGEST_MARKER)).strip();
        return word.startsWith("user")
            ? -1
            : word.startsWith("assistant") || word.startsWith("model") ? 1 : 0;
      }
    }
    if (text.startsWith("user|>", at)) {
      return -1;
    }
    if (text.startsWith("assistant|>", at)) {
      return 1;
    }
    int furthest = Math.min(end, at + LONGEST_MARKER + 1);
    int colon = at;
    while (colon < furthest && text.charAt(colon) != ':' && text.charAt(colon) != '：') {
      colon++;
    }
    if (colon == furthest) {
      return 0;
    }
    String marker =
        text.substring(at, colon)
            .replace("*", "")
            .replace("_", "")
            .strip()
            .toLowerCase(Locale.ROOT);
    if (end - colon < SHORTEST_TURN && end == text.length()) {
      return 0;
    }
    return PEOPLE.contains(marker) ? -1 : ANSWERERS.contains(marker) || isProduct(marker) ? 1 : 0;
  }

  /** Assistants are named after what they are: MirageGPT, LegalBot, Acme AI. */
  private static boolean isProduct(String marker) {
    return marker.endsWith("gpt")
        || marker.endsWith("bot") && marker.length() > 3
        || marker.endsWith(" ai")
        || marker.endsWith(" assistant");
  }
}
