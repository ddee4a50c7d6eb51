package dev.flowguard.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.flowguard.agent.event.Inert;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.payload.Location;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;

/**
 * A verdict on one line. Values are not quoted; all names of the request are, because what is
 * judged on the command line is test data.
 */
final class VerdictLine {
  private VerdictLine() {}

  /**
   * An object with id, decision, inspection and violations.
   *
   * @param more members that stand behind the id
   */
  static String json(String id, Map<String, String> more, Verdict verdict) throws IOException {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("id", id);
      for (Map.Entry<String, String> member : more.entrySet()) {
        json.writeStringField(member.getKey(), inert(member.getValue()));
      }
      json.writeStringField("decision", verdict.decision().toString());
      json.writeStringField("inspection", verdict.inspection().toString());
      json.writeArrayFieldStart("violations");
      for (Violation violation : verdict.violations()) {
        json.writeStartObject();
        json.writeStringField("rule", violation.rule().id());
        json.writeStringField("category", violation.category());
        json.writeStringField("processor", violation.processor());
        json.writeArrayFieldStart("locations");
        for (Location location : violation.locations()) {
          json.writeString(inert(location.named()));
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return line.toString();
  }

  /** What leaked and where, for people. */
  static String text(Verdict verdict) {
    StringBuilder line = new StringBuilder();
    for (Violation violation : verdict.violations()) {
      line.append("  ").append(violation.category()).append(" at ");
      String separator = "";
      for (Location location : violation.locations()) {
        line.append(separator).append(inert(location.named()));
        separator = ", ";
      }
    }
    return line.toString();
  }

  /** A name of a recording can steer a terminal. */
  static String inert(String text) {
    return Inert.text(text);
  }
}
