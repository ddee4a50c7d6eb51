package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns as objects, in JSON and form fields: elements of one list that each have a role out of a
 * closed set and something said beside it. What is said may be a text or blocks of it, as in the
 * messages of Anthropic, OpenAI (Chat Completions, Responses and Assistants), Gemini, Bedrock
 * Converse, Mistral, Ollama, Cohere, Spring AI, LangChain, LangChain4j, Semantic Kernel and
 * Haystack, and in ChatGPT's export.
 *
 * <p>For one payload and one thread.
 */
final class TurnObjects {
  /** What the member is called that names a speaker, and how much it says by itself. */
  private static final Map<String, Level> SPEAKERS =
      Map.ofEntries(
          Map.entry("role", Level.ROLE),
          Map.entry("_role", Level.ROLE),
          Map.entry("messagetype", Level.ROLE),
          Map.entry("message_type", Level.ROLE),
          Map.entry("sender_role", Level.ROLE),
          Map.entry("author_role", Level.ROLE),
          Map.entry("from", Level.SENDER),
          Map.entry("speaker", Level.SENDER),
          Map.entry("sender", Level.SENDER),
          Map.entry("sendertype", Level.SENDER),
          Map.entry("sender_type", Level.SENDER),
          Map.entry("author", Level.AUTHOR),
          Map.entry("type", Level.TYPE));

  /** Members that name the class of a message, as serializers of Java objects write it. */
  private static final Set<String> CLASS_NAMES =
      Set.of("@class", "@type", "$type", "_class", "class", "classname");

  /** Objects that hold nothing of a turn but who speaks. */
  private static final Set<String> SPEAKER_OBJECTS =
      Set.of("author", "from", "sender", "speaker", "role");

  /** Objects that are a whole turn, alone in an element of a list. */
  private static final Set<String> TURN_OBJECTS = Set.of("message", "delta", "content", "data");

  private static final Set<String> SAID =
      Set.of("content", "contents", "_content", "parts", "text", "textcontent", "message");

  /** Many other lists have these: they count where they are prose, or from a sender. */
  private static final Set<String> SAID_PERHAPS = Set.of("value", "body", "answer");

  /** Members of a turn that hold no text themselves, but blocks of it. */
  private static final Set<String> BLOCKS = Set.of("items", "data", "kwargs");

  /** What may be between an object of a turn and its text. */
  private static final Set<String> WITHIN = Set.of("delta", "thinking");

  /** Members that hold an answer in the responses of common providers. */
  private static final Set<String> RESPONSES = Set.of("choices", "candidates");

  private static final Set<String> ANSWERING = Set.of("assistant", "model", "ASSISTANT");

  /** Bytes of a turn, in a list of its own. */
  private static final int TURN = 480;

  private static final int LONGEST_NAME = 24;
  private static final int LONGEST_ROLE = 128;

  /** Steps between a text and its turn: {@code message > content > [0] > text > value}. */
  private static final int MOST_STEPS = 6;

  /** How much the name of a speaker's member says by itself. */
  enum Level {
    /** Only conversations with an assistant use it so, together with {@code content}. */
    ROLE,
    /** Also mails and messages of people have it. */
    SENDER,
    /** Also commits, comments and articles have it. */
    AUTHOR,
    /** Anything has it. */
    TYPE
  }

  private final Places places;
  private final Map<Long, TurnList> lists = new LinkedHashMap<>();

  TurnObjects(Places places) {
    this.places = places;
  }

  /** True if a leaf says who speaks: without one there is nothing to look for. */
  static boolean isSpeaker(Leaf.Text leaf) {
    Level level = level(leaf);
    return level != null && Speaker.ofRole(role(leaf)) != null;
  }

  /** False if what is in this place certainly does not say who speaks. */
  static boolean mayNameSpeaker(Location at) {
    String name = lower(at.name());
    return name != null
        ? CLASS_NAMES.contains(name) || SPEAKERS.containsKey(name) || isLabel(at, name)
        : at.index() >= 0 && at.outer() != null && "id".equals(at.outer().name());
  }

  /** True for a role or the name of a class of messages. */
  static boolean isRole(CharSequence value) {
    if (value.length() > LONGEST_ROLE) {
      return false;
    }
    String text = value.toString();
    return Speaker.ofClass(text) != null || Speaker.ofRole(text.strip()) != null;
  }

  /** Puts a leaf into the turn that it belongs to, if it is a speaker or something said. */
  void note(Leaf.Text leaf) {
    Level level = level(leaf);
    if (level != null) {
      speaker(leaf, level);
      return;
    }
    Location at = leaf.location();
    boolean isNamed = false;
    for (int step = 0; step < MOST_STEPS && at.outer() != null && !at.isRoot(); step++) {
      Location element = at.outer();
      String name = lower(at.name());
      if (name != null) {
        boolean isSure = SAID.contains(name) || isNamed && BLOCKS.contains(name);
        boolean isPossible = !isSure && SAID_PERHAPS.contains(name);
        if (isSure || isPossible) {
          places.work().allocate(TURN);
          turn(element).said(leaf, name, isSure);
        } else if (!WITHIN.contains(name)) {
          return;
        }
        isNamed = true;
      } else if (at.index() < 0) {
        return;
      }
      at = element;
    }
  }

  /** Adds the conversations among what was noted. */
  void addTo(List<Finding> findings) {
    for (TurnList list : lists.values()) {
      Finding finding = list.finding(Shape.CHAT_TRANSCRIPT, places.work());
      if (finding != null) {
        findings.add(finding);
      }
    }
  }

  private void speaker(Leaf.Text leaf, Level level) {
    Location element = leaf.location().outer();
    if (element != null && leaf.location().index() >= 0) {
      element = element.outer(); // the object of {"id": ["langchain", …, "HumanMessage"]}
    }
    String role = role(leaf);
    Speaker speaker = Speaker.ofRole(role);
    Level known = level;
    if (element != null && isAmong(SPEAKER_OBJECTS, element.name())) {
      if (level != Level.ROLE) {
        return; // the kind of account that wrote something, not who speaks
      }
      element = element.outer();
      known = Level.ROLE;
    }
    if (element != null && element.outer() != null && isAmong(TURN_OBJECTS, element.name())) {
      element = element.outer();
    }
    if (element == null) {
      return;
    }
    places.work().allocate(TURN);
    boolean isAnswer =
        known == Level.ROLE && ANSWERING.contains(role)
            || element.outer() != null && isAmong(RESPONSES, element.outer().name());
    turn(element).speaker(speaker, role, known, isAnswer);
  }

  private TurnList.Turn turn(Location element) {
    String name = element.name();
    Object key = name == null ? Integer.valueOf(element.index()) : name;
    return lists.computeIfAbsent(places.around(element), list -> new TurnList()).turn(key);
  }

  private static @Nullable Level level(Leaf.Text leaf) {
    Location at = leaf.location();
    if (leaf.value().length() > LONGEST_ROLE) {
      return null;
    }
    String name = lower(at.name());
    if (name != null) {
      return CLASS_NAMES.contains(name)
          ? classLevel(leaf)
          : isLabel(at, name) ? Level.ROLE : SPEAKERS.get(name);
    }
    return at.index() >= 0 && at.outer() != null && "id".equals(at.outer().name())
        ? classLevel(leaf)
        : null;
  }

  /** The word of a role that is an object, as in Semantic Kernel. */
  private static boolean isLabel(Location at, String name) {
    return name.equals("label") && at.outer() != null && "role".equals(lower(at.outer().name()));
  }

  private static @Nullable Level classLevel(Leaf.Text leaf) {
    return Speaker.ofClass(leaf.value()) == null ? null : Level.ROLE;
  }

  private static String role(Leaf.Text leaf) {
    Speaker ofClass = Speaker.ofClass(leaf.value());
    return ofClass != null ? ofClass.role() : leaf.value().strip();
  }

  /** Many leaves may be below one long name, so it is not read for each of them. */
  private static @Nullable String lower(@Nullable String name) {
    return name == null || name.length() > LONGEST_NAME ? name : name.toLowerCase(Locale.ROOT);
  }

  private static boolean isAmong(Set<String> names, @Nullable String name) {
    String lower = lower(name);
    return lower != null && names.contains(lower);
  }
}
