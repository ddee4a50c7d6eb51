package dev.flowguard.agent.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.flowguard.agent.event.Inert;
import dev.flowguard.agent.event.Product;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the guard says of itself: one JSON object, at start behind a fixed prefix.
 *
 * @param state {@code OK}, {@code DEGRADED} or {@code OFF}
 * @param reasons why it is not OK
 * @param attached {@code at start}, or {@code while running}
 * @param notReached what an attachment while running cannot reach
 * @param policy its name, or null where there is none
 * @param notActive kinds that the policy names and that are not built yet
 * @param gates of each client: {@code waiting} for its first class, {@code fitted} or {@code
 *     uncovered}
 * @param outlets where violations are told
 * @param evidenceKey where the key of fingerprints is from
 * @param origins of the settings that are set
 * @param counts of what was done so far; empty at start
 */
public record StartReport(
    String state,
    List<String> reasons,
    String attached,
    List<String> notReached,
    @Nullable String policy,
    int policyRevision,
    @Nullable String policyHash,
    String policyOrigin,
    String mode,
    List<String> notActive,
    Map<String, String> gates,
    Map<String, String> uncovered,
    List<String> outlets,
    String journal,
    String evidenceKey,
    Map<String, String> origins,
    Map<String, String> counts) {

  /** What the line begins with, for those who search for it. */
  public static final String PREFIX = "FLOWGUARD ";

  private static final int LONGEST = 1_000;

  /** The line, prefix included. */
  public String line() {
    return PREFIX + json();
  }

  /** The object. */
  public String json() {
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
      text(json, "attached", attached);
      if (!notReached.isEmpty()) {
        texts(json, "not_reached", notReached);
      }
      json.writeObjectFieldStart("policy");
      text(json, "name", policy == null ? "none" : policy);
      json.writeNumberField("revision", policyRevision);
      text(json, "sha256", policyHash == null ? "" : policyHash);
      text(json, "origin", policyOrigin);
      json.writeEndObject();
      text(json, "mode", mode);
      texts(json, "not_active", notActive);
      map(json, "gates", gates);
      map(json, "uncovered", uncovered);
      texts(json, "outlets", outlets);
      text(json, "journal", journal);
      text(json, "evidence_key", evidenceKey);
      map(json, "origins", origins);
      if (!counts.isEmpty()) {
        map(json, "counts", counts);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static void map(JsonGenerator json, String name, Map<String, String> values)
      throws IOException {
    json.writeObjectFieldStart(name);
    String[] keys = values.keySet().toArray(String[]::new);
    Arrays.sort(keys); // the same each time, so that only changes show
    for (String key : keys) {
      text(json, key, String.valueOf(values.get(key)));
    }
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(Inert.text(value, LONGEST));
    }
    json.writeEndArray();
  }

  private static void text(JsonGenerator json, String name, String value) throws IOException {
    json.writeStringField(name, Inert.text(value, LONGEST));
  }
}
