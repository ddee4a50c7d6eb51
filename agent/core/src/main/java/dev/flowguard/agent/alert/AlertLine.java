package dev.flowguard.agent.alert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.AlertKind;
import dev.flowguard.agent.journal.SealedLine;
import dev.flowguard.rules.policy.Severity;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the spool.
 *
 * @param isRepeat true for one that is sent in a roll-up of its key, and not by itself
 */
record AlertLine(Alert alert, boolean isRepeat) {
  private static final JsonFactory JSON = new JsonFactory();

  /** The line, sealed, without a line break. */
  String write() {
    StringWriter out = new StringWriter(1024);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("id", alert.id());
      json.writeStringField("key", alert.key());
      json.writeNumberField("time", alert.time());
      json.writeBooleanField("repeat", isRepeat);
      json.writeStringField("kind", alert.kind().name());
      json.writeStringField("severity", alert.severity().name());
      json.writeStringField("summary", alert.summary());
      json.writeObjectFieldStart("facts");
      for (Map.Entry<String, String> fact : alert.facts().entrySet()) {
        json.writeStringField(fact.getKey(), fact.getValue());
      }
      json.writeEndObject();
      json.writeStringField("record", isRepeat ? "{}" : alert.record());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter has no faults of its own
    }
    return SealedLine.seal(out.toString());
  }

  /** Reads a line; null if it is not whole. */
  static @Nullable AlertLine read(String line) {
    String object = SealedLine.open(line);
    if (object == null) {
      return null;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, String> facts = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(object)) {
      int depth = 0;
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          depth++;
        } else if (token == JsonToken.END_OBJECT) {
          depth--;
        } else if (token.isScalarValue()) {
          (depth == 1 ? texts : facts).put(json.currentName(), json.getText());
        }
      }
      return new AlertLine(
          new Alert(
              text(texts, "id"),
              text(texts, "key"),
              Long.parseLong(text(texts, "time")),
              AlertKind.valueOf(text(texts, "kind")),
              Severity.valueOf(text(texts, "severity")),
              text(texts, "summary"),
              facts,
              text(texts, "record"),
              null),
          Boolean.parseBoolean(texts.get("repeat")));
    } catch (IOException | IllegalArgumentException e) {
      return null; // of another version
    }
  }

  private static String text(Map<String, String> texts, String name) {
    return texts.getOrDefault(name, "");
  }
}
