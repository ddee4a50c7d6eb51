package dev.flowguard.agent.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.flowguard.rules.detect.Comparison;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.policy.Severity;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as OCSF <em>Data Security Finding</em> (class 2006 of the Open Cybersecurity Schema
 * Framework, schema 1.5, with the security_control profile); what the schema has no place for is
 * under {@code unmapped}. The field map is in {@code docs/journal.md}.
 *
 * <p>Every text is cut at {@value Inert#LONGEST} characters and holds no control character: what
 * comes from a request must not forge a line or steer a terminal.
 */
public final class OcsfJson {
  private static final String SCHEMA = "1.5.0";
  private static final int CLASS = 2006;
  private static final JsonFactory JSON = new JsonFactory();

  private OcsfJson() {}

  /** One line, without the line break. */
  public static String of(Event event) {
    StringWriter out = new StringWriter(1024);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      write(event, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter has no faults of its own
    }
    return out.toString();
  }

  /** A record of the guard's own doings, such as being switched off. */
  public static String of(Audit audit) {
    StringWriter out = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      text(json, "type", "audit");
      json.writeNumberField("time", audit.time());
      text(json, "severity", audit.kind().severity().toString());
      text(json, "message", audit.kind().message());
      json.writeObjectFieldStart("metadata");
      text(json, "uid", audit.id());
      product(json);
      json.writeEndObject();
      service(json);
      json.writeObjectFieldStart("unmapped");
      optional(json, "environment", Service.current().environment());
      for (Map.Entry<String, String> detail : audit.details().entrySet()) {
        text(json, detail.getKey(), detail.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static void write(Event event, JsonGenerator json) throws IOException {
    boolean blocked = event.result().outcome().wasStopped();
    json.writeStartObject();
    json.writeNumberField("activity_id", 1);
    json.writeNumberField("category_uid", 2);
    json.writeNumberField("class_uid", CLASS);
    json.writeNumberField("type_uid", CLASS * 100 + 1);
    json.writeNumberField("time", event.id().occurred());
    json.writeNumberField("severity_id", severityId(event.severity()));
    text(json, "severity", event.severity().toString());
    json.writeNumberField("status_id", 1);
    json.writeBooleanField("is_alert", event.kind() == Event.Kind.VIOLATION);
    text(json, "message", event.sentence());
    // security_control: denied and blocked, or allowed and only detected
    json.writeNumberField("action_id", blocked ? 2 : 1);
    json.writeNumberField("disposition_id", blocked ? 2 : 15);
    json.writeObjectFieldStart("metadata");
    text(json, "version", SCHEMA);
    text(json, "uid", event.id().uid());
    json.writeArrayFieldStart("profiles");
    json.writeString("security_control");
    json.writeEndArray();
    product(json);
    json.writeEndObject();
    service(json);
    json.writeObjectFieldStart("finding_info");
    text(json, "uid", event.id().uid());
    text(
        json,
        "title",
        event.match().category() + " on its way to " + event.destination().processor());
    json.writeNumberField("created_time", event.id().detected());
    json.writeEndObject();
    json.writeObjectFieldStart("data_security");
    json.writeNumberField("detection_system_id", 10);
    json.writeNumberField("data_lifecycle_state_id", 2);
    text(json, "category", event.match().category());
    text(json, "pattern_match", event.match().detector());
    json.writeObjectFieldStart("policy");
    text(json, "name", event.policy().name());
    text(json, "uid", event.policy().rule());
    text(json, "version", Integer.toString(event.policy().revision()));
    json.writeEndObject();
    json.writeEndObject();
    json.writeObjectFieldStart("dst_endpoint");
    text(json, "hostname", event.destination().host());
    text(json, "name", event.destination().processor());
    json.writeEndObject();
    json.writeObjectFieldStart("unmapped");
    unmapped(event, json);
    json.writeEndObject();
    json.writeEndObject();
  }

  /** As OCSF numbers them. */
  private static int severityId(Severity severity) {
    return switch (severity) {
      case INFO -> 1;
      case LOW -> 2;
      case MEDIUM -> 3;
      case HIGH -> 4;
      case CRITICAL -> 5;
    };
  }

  private static void product(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("product");
    text(json, "name", Product.NAME);
    text(json, "version", Product.version());
    json.writeEndObject();
  }

  /** The service, its process and its machine. */
  private static void service(JsonGenerator json) throws IOException {
    Service service = Service.current();
    json.writeObjectFieldStart("actor");
    text(json, "app_name", service.name());
    json.writeObjectFieldStart("process");
    json.writeNumberField("pid", service.pid());
    json.writeEndObject();
    json.writeEndObject();
    json.writeObjectFieldStart("device");
    text(json, "hostname", service.host());
    json.writeNumberField("type_id", 0);
    json.writeEndObject();
  }

  private static void unmapped(Event event, JsonGenerator json) throws IOException {
    json.writeNumberField("detected_time", event.id().detected());
    optional(json, "environment", Service.current().environment());
    texts(json, "clauses", event.policy().clauses());
    text(json, "path_template", event.destination().pathTemplate());
    text(json, "http_method", event.destination().method());
    text(json, "client", event.destination().client());
    text(json, "via", event.destination().via().toString());
    texts(json, "locations", event.match().locations());
    text(json, "layers", event.match().layers());
    json.writeNumberField("matched_length", event.match().length());
    text(json, "matched_unit", event.match().unit().toString());
    optional(json, "fingerprint", event.match().fingerprint());
    optional(json, "source", event.match().source());
    if (event.match().sourceAgeMillis() >= 0) {
      json.writeNumberField("source_age_ms", event.match().sourceAgeMillis());
    }
    compared(json, event.match().compared());
    text(json, "decision", event.result().ruling().toString());
    text(json, "outcome", event.result().outcome().toString());
    if (event.result().bodyBytesSent() >= 0) {
      json.writeNumberField("body_bytes_sent", event.result().bodyBytesSent());
    }
    text(json, "inspection", event.result().inspection());
    texts(json, "callers", event.sender().callers());
    optional(json, "trace_id", event.sender().traceId());
    text(json, "policy_hash", event.policy().hash());
    text(json, "dedup_key", event.key());
    if (event.id().retryOf() != null) {
      text(json, "retry_of", event.id().retryOf());
      json.writeNumberField("attempt", event.id().attempt());
    }
  }

  private static void compared(JsonGenerator json, List<Event.Compared> all) throws IOException {
    if (all.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("compared");
    for (Event.Compared each : all) {
      Finding.Origin origin = each.origin();
      Comparison comparison = origin.comparison();
      json.writeStartObject();
      text(json, "kind", comparison.kind().toString());
      json.writeBooleanField("decisive", origin.decisive());
      if (!each.location().isEmpty()) {
        text(json, "location", each.location());
      }
      text(json, "source", origin.source());
      json.writeNumberField("document", origin.document());
      if (origin.owner() != 0) {
        text(json, "owner", Long.toHexString(origin.owner()));
      }
      json.writeNumberField("length", comparison.length());
      if (comparison.needed() > 0) {
        json.writeNumberField("letters", comparison.letters());
        json.writeNumberField("letters_needed", comparison.needed());
      }
      number(json, "words", comparison.words());
      number(json, "words_needed", comparison.wordsNeeded());
      if (!comparison.left().isEmpty()) {
        json.writeObjectFieldStart("not_counted");
        for (Map.Entry<String, Integer> left : comparison.left().entrySet()) {
          json.writeNumberField(left.getKey(), left.getValue());
        }
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Nothing where there is none. */
  private static void number(JsonGenerator json, String name, int value) throws IOException {
    if (value > 0) {
      json.writeNumberField(name, value);
    }
  }

  private static void optional(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      text(json, name, value);
    }
  }

  private static void texts(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(Inert.text(value));
    }
    json.writeEndArray();
  }

  private static void text(JsonGenerator json, String name, String value) throws IOException {
    json.writeStringField(name, Inert.text(value));
  }
}
