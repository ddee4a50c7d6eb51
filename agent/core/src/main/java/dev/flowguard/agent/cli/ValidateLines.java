package dev.flowguard.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.flowguard.agent.event.Inert;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** What {@code validate} prints: lines for people, or an object a line for programs. */
final class ValidateLines {
  private static final int LONGEST = 1_000;

  private final PrintWriter out;
  private final OutputFormat format;

  ValidateLines(PrintWriter out, OutputFormat format) {
    this.out = out;
    this.format = format;
  }

  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  /** Something at a place of the policy. */
  void problem(Problem problem) {
    if (format == OutputFormat.TEXT) {
      out.println(problem);
      return;
    }
    object(
        json -> {
          json.writeStringField("level", problem.level().name().toLowerCase(Locale.ROOT));
          json.writeStringField("file", Inert.text(problem.file(), LONGEST));
          json.writeNumberField("line", problem.line());
          json.writeNumberField("column", problem.column());
          json.writeStringField("message", Inert.text(problem.message(), LONGEST));
        });
  }

  /** Something about the policy as a whole that makes it bad. */
  void error(String message) {
    line("error", "error: ", message);
  }

  /** Something to know. */
  void note(String message) {
    line("info", "", message);
  }

  private void line(String level, String before, String message) {
    if (format == OutputFormat.TEXT) {
      out.println(before + message);
      return;
    }
    object(
        json -> {
          json.writeStringField("level", level);
          json.writeStringField("message", Inert.text(message, LONGEST));
        });
  }

  /** The policy that was read, last. */
  void policy(Policy policy) {
    if (format == OutputFormat.TEXT) {
      out.printf(
          "%s, revision %d: %d processors, %d categories, %d rules, sha256 %s%n",
          policy.name(),
          policy.revision(),
          policy.processors().size(),
          policy.categories().size(),
          policy.rules().size(),
          policy.hash());
      return;
    }
    object(
        json -> {
          json.writeStringField("policy", Inert.text(policy.name(), LONGEST));
          json.writeNumberField("revision", policy.revision());
          json.writeNumberField("processors", policy.processors().size());
          json.writeNumberField("categories", policy.categories().size());
          json.writeNumberField("rules", policy.rules().size());
          json.writeStringField("sha256", policy.hash());
        });
  }

  private void object(Members members) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.println(line);
  }
}
