package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
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

  /**
   * How a turn begins in a text. Question and answer are not among them: help articles are written
   * so.
   */
  private static final Set<String> PEOPLE = Set.of("user", "human");

  private static final Set<String> ANSWERERS =
      Set.of("assistant", "ai", "bot", "chatbot", "chatgpt", "gpt", "claude", "gemini", "model");

  private static final int LONGEST_MARKER = 24;
  private static final int SHORTEST_TURN = 3;

  @Override
  public String shape() {
    return "chat-transcript";
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Turns> lists = new LinkedHashMap<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text && !text.isName()) {
        note(text, lists);
        int turns = turnsInText(text.value());
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
    return findings;
  }

  /** Puts a leaf into the turn that it belongs to, if it is a role or a content. */
  private static void note(Leaf.Text leaf, Map<String, Turns> lists) {
    // list > element > name, or list > element > content > … for contents with a structure
    Location at = leaf.location();
    if (at.name() != null && ROLE_NAMES.contains(at.name().toLowerCase(Locale.ROOT))) {
      String role = leaf.value().strip().toLowerCase(Locale.ROOT);
      Location element = at.outer();
      if (ROLES.contains(role) && element != null && element.outer() != null) {
        lists.computeIfAbsent(listOf(element), list -> new Turns()).role(keyOf(element), role);
      }
      return;
    }
    for (int depth = 0; depth < 4 && at.outer() != null; depth++) {
      Location element = at.outer();
      if (at.name() != null
          && CONTENT_NAMES.contains(at.name().toLowerCase(Locale.ROOT))
          && element.outer() != null) {
        lists.computeIfAbsent(listOf(element), list -> new Turns()).content(keyOf(element), leaf);
      }
      at = element;
    }
  }

  /** The list that an element stands in, as a key: form fields share no objects for it. */
  private static String listOf(Location element) {
    StringBuilder key = new StringBuilder();
    for (Location at = element.outer(); at != null; at = at.outer()) {
      if (at.isRoot()) {
        key.append('/').append(at.kind());
      } else {
        key.append('\n').append(at.name()).append(at.index());
      }
    }
    return key.toString();
  }

  private static Object keyOf(Location element) {
    String name = element.name();
    return name == null ? Integer.valueOf(element.index()) : name;
  }

  /** The turns of one list, as far as they were seen. */
  private static final class Turns {
    private final Map<Object, String> roles = new LinkedHashMap<>();
    private final Map<Object, Leaf.Text> contents = new HashMap<>();

    void role(Object element, String role) {
      roles.putIfAbsent(element, role);
    }

    void content(Object element, Leaf.Text leaf) {
      contents.putIfAbsent(element, leaf);
    }

    @Nullable Finding finding(String shape) {
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
      boolean isConversation = said.size() >= 2 && (hasMachine || speakers.size() > 1);
      return isConversation ? new Finding(shape, said, all.length(), Secret.of(all), null) : null;
    }
  }

  /** Turns in a text: markers of a person and of an answerer at line starts, in turn. */
  private static int turnsInText(String text) {
    if (text.indexOf(':') < 0 && text.indexOf('|') < 0) {
      return 0;
    }
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
    if (text.startsWith("im_start|>", at)) {
      at += "im_start|>".length();
      String role = text.substring(at, Math.min(end, at + LONGEST_MARKER)).strip();
      return role.startsWith("user") ? -1 : role.startsWith("assistant") ? 1 : 0;
    }
    int colon = text.indexOf(':', at);
    if (colon < 0 || colon >= end || colon - at > LONGEST_MARKER) {
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
