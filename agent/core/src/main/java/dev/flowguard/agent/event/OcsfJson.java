package dev.flowguard.agent.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as OCSF <em>Data Security Finding</em> (class 2006 of the Open Cybersecurity Schema
 * Framework, schema 1.5, with the security_control profile); what the schema has no place for
 * stands under {@code unmapped}. The field map is in {@code docs/journal.md}.
 *
 * <p>Every text is cut at {@value #LONGEST} characters and holds no control character: what comes
 * from a request must not forge a line or steer a terminal.
 */
public final class OcsfJson {
  static final int LONGEST = 256;
  private static final String SCHEMA = "1.5.0";
  private static final int CLASS = 2006;
  private static final JsonFactory JSON = new JsonFactory();
  private static final Map<String, Integer> SEVERITIES =
      Map.of("info", 1, "low", 2, "medium", 3, "high", 4, "critical", 5);

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
      text(json, "severity", audit.severity());
      text(json, "message", audit.what());
      json.writeObjectFieldStart("metadata");
      text(json, "uid", audit.id());
      json.writeEndObject();
      json.writeObjectFieldStart("unmapped");
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
    boolean blocked = event.wasStopped();
    json.writeStartObject();
    json.writeNumberField("activity_id", 1);
    json.writeNumberField("category_uid", 2);
    json.writeNumberField("class_uid", CLASS);
    json.writeNumberField("type_uid", CLASS * 100 + 1);
    json.writeNumberField("time", event.occurred());
    json.writeNumberField("severity_id", SEVERITIES.getOrDefault(event.severity(), 0));
    text(json, "severity", event.severity());
    json.writeNumberField("status_id", 1);
    json.writeBooleanField("is_alert", event.isViolation());
    text(json, "message", event.sentence());
    // security_control: denied and blocked, or allowed and only detected
    json.writeNumberField("action_id", blocked ? 2 : 1);
    json.writeNumberField("disposition_id", blocked ? 2 : 15);
    json.writeObjectFieldStart("metadata");
    text(json, "version", SCHEMA);
    text(json, "uid", event.id());
    json.writeArrayFieldStart("profiles");
    json.writeString("security_control");
    json.writeEndArray();
    json.writeObjectFieldStart("product");
    text(json, "name", Product.NAME);
    text(json, "version", Product.version());
    json.writeEndObject();
    json.writeEndObject();
    json.writeObjectFieldStart("finding_info");
    text(json, "uid", event.id());
    text(json, "title", event.category() + " on its way to " + event.processor());
    json.writeNumberField("created_time", event.detected());
    json.writeEndObject();
    json.writeObjectFieldStart("data_security");
    json.writeNumberField("detection_system_id", 10);
    json.writeNumberField("data_lifecycle_state_id", 2);
    text(json, "category", event.category());
    text(json, "pattern_match", event.detector());
    json.writeObjectFieldStart("policy");
    text(json, "name", event.policy());
    text(json, "uid", event.rule());
    text(json, "version", Integer.toString(event.policyRevision()));
    json.writeEndObject();
    json.writeEndObject();
    json.writeObjectFieldStart("dst_endpoint");
    text(json, "hostname", event.host());
    text(json, "name", event.processor());
    json.writeEndObject();
    json.writeObjectFieldStart("unmapped");
    unmapped(event, json);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void unmapped(Event event, JsonGenerator json) throws IOException {
    json.writeNumberField("detected_time", event.detected());
    texts(json, "clauses", event.clauses());
    text(json, "path_template", event.pathTemplate());
    text(json, "http_method", event.method());
    text(json, "client", event.client());
    text(json, "via", event.via());
    texts(json, "locations", event.locations());
    text(json, "layers", event.layers());
    json.writeNumberField("matched_length", event.matchedLength());
    optional(json, "fingerprint", event.fingerprint());
    optional(json, "source", event.source());
    if (event.sourceAgeMillis() >= 0) {
      json.writeNumberField("source_age_ms", event.sourceAgeMillis());
    }
    text(json, "decision", event.decision());
    text(json, "outcome", event.outcome());
    if (event.bodyBytesSent() >= 0) {
      json.writeNumberField("body_bytes_sent", event.bodyBytesSent());
    }
    text(json, "inspection", event.inspection());
    optional(json, "caller", event.caller());
    optional(json, "trace_id", event.traceId());
    text(json, "policy_hash", event.policyHash());
    text(json, "dedup_key", event.key());
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
      json.writeString(inert(value, LONGEST));
    }
    json.writeEndArray();
  }

  private static void text(JsonGenerator json, String name, String value) throws IOException {
    json.writeStringField(name, inert(value, LONGEST));
  }

  /** A text that can do nothing where it is shown. */
  public static String inert(String value, int longest) {
    int end = Math.min(value.length(), longest);
    StringBuilder out = null;
    for (int i = 0; i < end; i++) {
      int type = Character.getType(value.charAt(i));
      boolean isBad =
          type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.SURROGATE
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR;
      if (isBad && out == null) {
        out = new StringBuilder(value.substring(0, end));
      }
      if (isBad && out != null) {
        out.setCharAt(i, '?');
      }
    }
    return out == null ? value.substring(0, end) : out.toString();
  }
}
