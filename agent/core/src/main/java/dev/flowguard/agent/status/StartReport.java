package dev.flowguard.agent.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.flowguard.agent.event.OcsfJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the guard says of itself at start: one JSON object behind a fixed prefix.
 *
 * @param state {@code OK}, {@code DEGRADED} or {@code OFF}
 * @param reasons why it is not OK
 * @param policy its name, or null where there is none
 * @param notActive kinds that the policy names and that are not built yet
 * @param clients hooked, by name; each is fitted when its first class is loaded
 * @param evidenceKey where the key of fingerprints is from
 * @param origins of the settings that are set
 */
public record StartReport(
    String state,
    List<String> reasons,
    @Nullable String policy,
    int policyRevision,
    @Nullable String policyHash,
    String policyOrigin,
    String mode,
    List<String> notActive,
    List<String> clients,
    Map<String, String> uncovered,
    String journal,
    String evidenceKey,
    Map<String, String> origins) {

  /** What the line begins with, for those who search for it. */
  public static final String PREFIX = "FLOWGUARD ";

  private static final int LONGEST = 1_000;

  /** The line, prefix included. */
  public String line() {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      text(json, "state", state);
      texts(json, "reasons", reasons);
      text(json, "version", Product.version());
      text(
          json,
          "jvm",
          System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
      json.writeObjectFieldStart("policy");
      text(json, "name", policy == null ? "none" : policy);
      json.writeNumberField("revision", policyRevision);
      text(json, "sha256", policyHash == null ? "" : policyHash);
      text(json, "origin", policyOrigin);
      json.writeEndObject();
      text(json, "mode", mode);
      texts(json, "not_active", notActive);
      texts(json, "gates", clients);
      map(json, "uncovered", uncovered);
      texts(json, "outlets", List.of("log"));
      text(json, "journal", journal);
      text(json, "evidence_key", evidenceKey);
      map(json, "origins", origins);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PREFIX + out;
  }

  private static void map(JsonGenerator json, String name, Map<String, String> values)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> value : values.entrySet()) {
      text(json, value.getKey(), value.getValue());
    }
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(OcsfJson.inert(value, LONGEST));
    }
    json.writeEndArray();
  }

  private static void text(JsonGenerator json, String name, String value) throws IOException {
    json.writeStringField(name, OcsfJson.inert(value, LONGEST));
  }
}
