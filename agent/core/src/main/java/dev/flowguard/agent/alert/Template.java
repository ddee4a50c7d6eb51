package dev.flowguard.agent.alert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.flowguard.agent.event.Alert;
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
    void write(Delivery delivery, String routingKey, JsonGenerator json) throws IOException {
      String type = "flowguard." + delivery.alert().kind();
      json.writeStartObject();
      json.writeStringField("type", delivery.isRollUp() ? type + ".rollup" : type);
      json.writeStringField("timestamp", Instant.ofEpochMilli(delivery.last()).toString());
      json.writeObjectFieldStart("data");
      json.writeStringField("summary", delivery.summary());
      json.writeStringField("severity", delivery.alert().severity().toString());
      json.writeStringField("dedup_key", delivery.alert().key());
      json.writeNumberField("count", delivery.count());
      json.writeStringField("first", Instant.ofEpochMilli(delivery.first()).toString());
      json.writeStringField("last", Instant.ofEpochMilli(delivery.last()).toString());
      json.writeArrayFieldStart("events");
      for (String id : delivery.ids()) {
        json.writeString(id);
      }
      json.writeEndArray();
      facts(delivery, json);
      json.writeFieldName("record");
      json.writeRawValue(delivery.alert().record());
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
    void write(Delivery delivery, String routingKey, JsonGenerator json) throws IOException {
      json.writeStartObject();
      String service = delivery.alert().facts().get(Alert.SERVICE);
      String summary = (service == null ? "" : service + ": ") + delivery.summary();
      json.writeStringField("text", escaped(cut(summary, SLACK_TEXT)));
      json.writeArrayFieldStart("blocks");
      section(json, delivery.alert().severity().name() + "  " + summary);
      StringBuilder facts = new StringBuilder();
      for (Map.Entry<String, String> fact : delivery.alert().facts().entrySet()) {
        facts.append(fact.getKey()).append(": ").append(fact.getValue()).append('\n');
      }
      facts
          .append("event: ")
          .append(delivery.ids().isEmpty() ? delivery.id() : delivery.ids().get(0));
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
    void write(Delivery delivery, String routingKey, JsonGenerator json) throws IOException {
      json.writeStartObject();
      json.writeStringField("routing_key", routingKey);
      json.writeStringField("event_action", "trigger");
      json.writeStringField("dedup_key", delivery.alert().key());
      json.writeObjectFieldStart("payload");
      json.writeStringField("summary", cut(delivery.summary(), PAGERDUTY_SUMMARY));
      Map<String, String> facts = delivery.alert().facts();
      json.writeStringField("source", facts.getOrDefault(Alert.MACHINE, "flowguard"));
      json.writeStringField("group", facts.getOrDefault(Alert.SERVICE, "flowguard"));
      json.writeStringField("severity", severity(delivery.alert().severity()));
      json.writeStringField("timestamp", Instant.ofEpochMilli(delivery.last()).toString());
      json.writeStringField("component", facts.getOrDefault("processor", "guard"));
      json.writeStringField("class", facts.getOrDefault("category", "guard"));
      json.writeObjectFieldStart("custom_details");
      json.writeNumberField("count", delivery.count());
      json.writeStringField(
          "event", delivery.ids().isEmpty() ? delivery.id() : delivery.ids().get(0));
      for (Map.Entry<String, String> fact : facts.entrySet()) {
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

  /**
   * True if the body holds the record of the journal, and not only what people read: then it must
   * not go to a declared processor.
   */
  boolean hasRecord() {
    return this == JSON;
  }

  abstract void write(Delivery delivery, String routingKey, JsonGenerator json) throws IOException;

  /**
   * The body, UTF-8.
   *
   * @param routingKey of PagerDuty's service; the others have no use for it
   */
  byte[] body(Delivery delivery, String routingKey) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(2_048);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      write(delivery, routingKey, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory has no faults of its own
    }
    return out.toByteArray();
  }

  private static void facts(Delivery delivery, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("facts");
    for (Map.Entry<String, String> fact : delivery.alert().facts().entrySet()) {
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
