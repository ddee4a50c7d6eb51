package dev.flowguard.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import java.io.IOException;
import java.io.StringWriter;

/** A verdict on one line; free of content. */
final class VerdictLine {
  private VerdictLine() {}

  /** An object with id, decision, inspection and violations. */
  static String json(String id, Verdict verdict) throws IOException {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("id", id);
      json.writeStringField("decision", verdict.decision().toString());
      json.writeStringField("inspection", verdict.inspection().toString());
      json.writeArrayFieldStart("violations");
      for (Violation violation : verdict.violations()) {
        json.writeStartObject();
        json.writeStringField("rule", violation.rule().id());
        json.writeStringField("category", violation.category());
        json.writeStringField("processor", violation.processor());
        json.writeStringField("location", violation.location());
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
      line.append("  ").append(violation.category()).append(" at ").append(violation.location());
    }
    return line.toString();
  }
}
