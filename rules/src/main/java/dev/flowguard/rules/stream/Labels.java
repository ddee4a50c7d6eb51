package dev.flowguard.rules.stream;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what providers send beside content: identifiers, model names, timestamps, padding. */
final class Labels {
  private static final int LONGEST = 100;
  private static final int SHORTEST_TIME = 10;
  private static final int LONGEST_TIME = 40;

  private static final Set<String> NAMES =
      Set.of(
          "id",
          "model",
          "modelVersion",
          "model_version",
          "model_name",
          "object",
          "type",
          "role",
          "status",
          "finish_reason",
          "finishReason",
          "done_reason",
          "system_fingerprint",
          "service_tier");

  /** Random text of any length, by which OpenAI hides the length of what it sends. */
  private static final String OBFUSCATION = "obfuscation";

  /** The same in Bedrock: the beginning of an alphabet. */
  private static final String PADDING = "p";

  private static final String ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  private Labels() {}

  /**
   * True if what one event has is such a thing rather than content.
   *
   * @param name of the member, or null for an element
   */
  static boolean isLabel(@Nullable String name, String piece) {
    if (isTime(piece)) {
      return true;
    }
    if (name == null) {
      return false;
    }
    boolean isNamedSo =
        NAMES.contains(name) || name.endsWith("_id") || name.endsWith("Id") || name.endsWith("ID");
    return name.equals(OBFUSCATION)
        || name.equals(PADDING) && ALPHABET.startsWith(piece)
        || isNamedSo && piece.length() <= LONGEST && isWord(piece);
  }

  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isWhitespace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTime(String piece) {
    if (piece.length() < SHORTEST_TIME || piece.length() > LONGEST_TIME || piece.charAt(4) != '-') {
      return false;
    }
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      if ((c < '0' || c > '9') && "-:.+TZ ".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
