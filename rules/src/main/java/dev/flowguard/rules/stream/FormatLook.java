package dev.flowguard.rules.stream;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells the format of a streamed answer by its media type and its first bytes. */
final class FormatLook {
  private static final int MOST_LOOKED_AT = 4 << 10;
  private static final int AWS_PRELUDE = 12;

  private static final Set<String> LINES =
      Set.of(
          "application/x-ndjson",
          "application/ndjson",
          "text/x-ndjson",
          "application/jsonl",
          "application/x-jsonl",
          "application/jsonlines",
          "application/x-jsonlines",
          "application/json-lines",
          "application/json-seq",
          "application/stream+json",
          "application/x-json-stream");

  /** Types that servers declare which do not know better. */
  private static final Set<String> VAGUE =
      Set.of("", "text/plain", "application/json", "application/octet-stream");

  /** What the elements of an array have that is a stream. */
  private static final Set<String> GEMINI =
      Set.of("\"candidates\"", "\"promptFeedback\"", "\"usageMetadata\"");

  private FormatLook() {}

  static @Nullable StreamFormat format(@Nullable String contentType, byte[] head, int length) {
    String type = contentType == null ? "" : contentType;
    int end = type.indexOf(';');
    type = (end < 0 ? type : type.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    int looked = Math.min(length, MOST_LOOKED_AT);
    String text = new String(head, 0, looked, StandardCharsets.ISO_8859_1);
    text = (text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text).stripLeading();
    if (type.equals("application/vnd.amazon.eventstream")) {
      return StreamFormat.AWS_EVENT_STREAM;
    }
    if (type.equals("text/event-stream")) {
      return text.startsWith("{")
          ? StreamFormat.NDJSON
          : text.startsWith("[") ? StreamFormat.JSON_ARRAY : StreamFormat.SSE;
    }
    if (LINES.contains(type)) {
      return StreamFormat.NDJSON;
    }
    if (!VAGUE.contains(type)) {
      return null;
    }
    if (length >= AWS_PRELUDE && AwsFrames.isPrelude(head, 0)) {
      return StreamFormat.AWS_EVENT_STREAM;
    }
    if (isEvents(text)) {
      return StreamFormat.SSE;
    }
    if (text.startsWith("[")) {
      return isGemini(text) ? StreamFormat.JSON_ARRAY : null;
    }
    return isLines(text) ? StreamFormat.NDJSON : null;
  }

  private static boolean isEvents(String text) {
    return text.startsWith("data:")
        || text.startsWith("event:") && text.contains("\ndata:")
        || text.startsWith("id:") && text.contains("\ndata:")
        || text.startsWith(":") && (text.contains("\ndata:") || text.contains("\nevent:"));
  }

  private static boolean isGemini(String text) {
    if (!text.substring(1).stripLeading().startsWith("{")) {
      return false;
    }
    for (String each : GEMINI) {
      if (text.contains(each)) {
        return true;
      }
    }
    return false;
  }

  /** True if an object ends with its line and another follows. */
  private static boolean isLines(String text) {
    if (!text.startsWith("{")) {
      return false;
    }
    JsonBounds bounds = new JsonBounds();
    bounds.start();
    int at = 0;
    while (at < text.length() && !bounds.isEnd((byte) text.charAt(at))) {
      at++;
    }
    String rest = at < text.length() ? text.substring(at + 1) : "";
    return rest.stripLeading().startsWith("{")
        && rest.indexOf('\n') >= 0
        && rest.indexOf('\n') < rest.indexOf('{');
  }
}
