package dev.flowguard.agent.alert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.flowguard.rules.policy.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** The shape of a webhook's body. */
public enum Template {
  /**
   * {@code type}, {@code timestamp} and {@code data}, as Standard Webhooks recommends; the data
   * hold the record of the journal.
   */
  JSON {
    @Override
    void write(Told told, String routingKey, JsonGenerator json) throws IOException {
      String type = "flowguard." + told.alert().kind();
      json.writeStartObject();
      json.writeStringField("type", told.isRollUp() ? type + ".rollup" : type);
      json.writeStringField("timestamp", Instant.ofEpochMilli(told.last()).toString());
      json.writeObjectFieldStart("data");
      json.writeStringField("summary", told.summary());
      json.writeStringField("severity", told.alert().severity().toString());
      json.writeStringField("dedup_key", told.alert().key());
      json.writeNumberField("count", told.count());
      json.writeStringField("first", Instant.ofEpochMilli(told.first()).toString());
      json.writeStringField("last", Instant.ofEpochMilli(told.last()).toString());
      json.writeArrayFieldStart("events");
      for (String id : told.ids()) {
        json.writeString(id);
      }
      json.writeEndArray();
      facts(told, json);
      json.writeFieldName("record");
      json.writeRawValue(told.alert().record());
      json.writeEndObject();
      json.writeEndObject();
    }
  },

  /**
   * An incoming webhook of Slack, in blocks of plain text, in which nothing is marked up or linked
   * (docs.slack.dev, Block Kit: section and text objects).
   */
  SLACK {
    @Override
    void write(Told told, String routingKey, JsonGenerator json) throws IOException {
      json.writeStartObject();
      json.writeStringField("text", escaped(cut(told.summary(), SLACK_TEXT)));
      json.writeArrayFieldStart("blocks");
      section(json, told.alert().severity().name() + "  " + told.summary());
      StringBuilder facts = new StringBuilder();
      for (Map.Entry<String, String> fact : told.alert().facts().entrySet()) {
        facts.append(fact.getKey()).append(": ").append(fact.getValue()).append('\n');
      }
      facts.append("event: ").append(told.ids().isEmpty() ? told.id() : told.ids().get(0));
      section(json, facts.toString());
      json.writeEndArray();
      json.writeEndObject();
    }

    private void section(JsonGenerator json, String text) throws IOException {
      json.writeStartObject();
      json.writeStringField("type", "section");
      json.writeObjectFieldStart("text");
      json.writeStringField("type", "plain_text");
      json.writeStringField("text", cut(text, SLACK_TEXT));
      json.writeBooleanField("emoji", false);
      json.writeEndObject();
      json.writeEndObject();
    }

    /** The fall-back text has no plain form: its three control characters are escaped. */
    private String escaped(String text) {
      return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
  },

  /**
   * An event of PagerDuty's Events API, version 2 (developer.pagerduty.com, Send an alert event).
   */
  PAGERDUTY {
    @Override
    void write(Told told, String routingKey, JsonGenerator json) throws IOException {
      json.writeStartObject();
      json.writeStringField("routing_key", routingKey);
      json.writeStringField("event_action", "trigger");
      json.writeStringField("dedup_key", told.alert().key());
      json.writeObjectFieldStart("payload");
      json.writeStringField("summary", cut(told.summary(), PAGERDUTY_SUMMARY));
      json.writeStringField("source", "flowguard");
      json.writeStringField("severity", severity(told.alert().severity()));
      json.writeStringField("timestamp", Instant.ofEpochMilli(told.last()).toString());
      json.writeStringField("component", told.alert().facts().getOrDefault("processor", "guard"));
      json.writeStringField("class", told.alert().facts().getOrDefault("category", "guard"));
      json.writeObjectFieldStart("custom_details");
      json.writeNumberField("count", told.count());
      json.writeStringField("event", told.ids().isEmpty() ? told.id() : told.ids().get(0));
      for (Map.Entry<String, String> fact : told.alert().facts().entrySet()) {
        json.writeStringField(fact.getKey(), fact.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
    }

    private String severity(Severity severity) {
      return switch (severity) {
        case CRITICAL -> "critical";
        case HIGH -> "error";
        case MEDIUM -> "warning";
        case LOW, INFO -> "info";
      };
    }
  };

  /** Slack takes 3 000 characters in a text object. */
  private static final int SLACK_TEXT = 3_000;

  /** PagerDuty takes 1 024 characters in a summary. */
  private static final int PAGERDUTY_SUMMARY = 1_024;

  private static final JsonFactory FACTORY = new JsonFactory();

  abstract void write(Told told, String routingKey, JsonGenerator json) throws IOException;

  /**
   * The body, UTF-8.
   *
   * @param routingKey of PagerDuty's service; the others have no use for it
   */
  byte[] body(Told told, String routingKey) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(2_048);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      write(told, routingKey, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory has no faults of its own
    }
    return out.toByteArray();
  }

  private static void facts(Told told, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("facts");
    for (Map.Entry<String, String> fact : told.alert().facts().entrySet()) {
      json.writeStringField(fact.getKey(), fact.getValue());
    }
    json.writeEndObject();
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }

  /** The word in settings. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
