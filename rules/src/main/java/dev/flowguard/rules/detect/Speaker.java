package dev.flowguard.rules.detect;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who speaks in a conversation with an assistant, by a role out of a closed set. */
enum Speaker {
  PERSON("user"),
  /** An assistant under a name that nothing else has. */
  ASSISTANT("assistant"),
  /** A program, which answers in a conversation and acts in many other lists. */
  PROGRAM("bot"),
  /** What is neither asked nor answered, but said to the assistant beforehand. */
  SYSTEM("system");

  private static final Map<String, Speaker> ROLES =
      Map.ofEntries(
          Map.entry("user", PERSON),
          Map.entry("human", PERSON),
          Map.entry("assistant", ASSISTANT),
          Map.entry("model", ASSISTANT),
          Map.entry("ai", ASSISTANT),
          Map.entry("gpt", ASSISTANT),
          Map.entry("chatbot", ASSISTANT),
          Map.entry("chatgpt", ASSISTANT),
          Map.entry("bot", PROGRAM),
          Map.entry("tool", PROGRAM),
          Map.entry("function", PROGRAM),
          Map.entry("tool_execution_result", PROGRAM),
          Map.entry("system", SYSTEM),
          Map.entry("developer", SYSTEM));

  /** Last words of the classes of messages in LangChain, LangChain4j, Spring AI and others. */
  private static final Map<String, Speaker> CLASSES =
      Map.of(
          "UserMessage", PERSON,
          "HumanMessage", PERSON,
          "AssistantMessage", ASSISTANT,
          "AiMessage", ASSISTANT,
          "AIMessage", ASSISTANT,
          "AIMessageChunk", ASSISTANT,
          "SystemMessage", SYSTEM);

  private static final int LONGEST = 24;

  private final String role;

  Speaker(String role) {
    this.role = role;
  }

  /** The usual word for it. */
  String role() {
    return role;
  }

  /** True for what answers. */
  boolean isMachine() {
    return this == ASSISTANT || this == PROGRAM;
  }

  /** The speaker of a role, in small letters or capitals; null for any other word. */
  static @Nullable Speaker ofRole(String role) {
    return role.length() > LONGEST ? null : ROLES.get(role.toLowerCase(Locale.ROOT));
  }

  /** The speaker of a class of messages, with its package or not; null for any other name. */
  static @Nullable Speaker ofClass(String name) {
    int start = Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1;
    return name.length() - start > LONGEST || !name.contains("Message")
        ? null
        : CLASSES.get(name.substring(start));
  }
}
