package dev.flowguard.agent.status;

import dev.flowguard.agent.event.Inert;
import dev.flowguard.agent.event.Product;
import dev.flowguard.rules.provenance.Remembered;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the guard reports about itself: one sentence for people, and one JSON object.
 *
 * @param problems what a person should look at, each one sentence with the remedy
 * @param attached {@code at start}, or {@code while running}
 * @param notReached what an attachment while running cannot reach
 * @param policy its name, or null where there is none
 * @param recipients whom the rules reach
 * @param mode that applies where a rule has none of its own
 * @param observing who observes until when and why; empty unless the mode is observe
 * @param notActive kinds that the policy names and that are not built yet
 * @param unproven clauses, and rules without one, that rely on a source which has captured nothing
 *     yet, and on which
 * @param sources what became of each declared source
 * @param ownValues what is not taken for content, because the application itself sends it again and
 *     again; the most frequent ones
 * @param memory how much is known of each source that captured something, and for how long
 * @param gates of each client: {@code waiting} for its first class, {@code fitted} or {@code
 *     uncovered}
 * @param outlets where violations are reported
 * @param evidenceKey where the key of fingerprints is from
 * @param origins of the settings that are set
 * @param lookedAt when the watch last looked; empty where there is no watch
 * @param counts of what was done so far; empty at start
 */
public record StatusReport(
    GuardState state,
    List<String> problems,
    String attached,
    List<String> notReached,
    @Nullable String policy,
    int policyRevision,
    @Nullable String policyHash,
    String policyOrigin,
    List<String> recipients,
    String mode,
    Map<String, String> observing,
    List<String> notActive,
    List<String> unproven,
    List<SourceStatus> sources,
    List<OwnValueStatus> ownValues,
    List<Remembered> memory,
    Map<String, String> gates,
    Map<String, String> uncovered,
    List<OutletState> outlets,
    String journal,
    String evidenceKey,
    Map<String, String> origins,
    String lookedAt,
    Map<String, String> counts) {

  /** The origin of the policy that the jar holds. */
  public static final String BUILT_IN = "built in";

  /** Of a client of which no class was loaded yet. */
  public static final String WAITING = "waiting";

  /** What the JSON on stderr begins with, for those who search for it. */
  public static final String PREFIX = "FLOWGUARD ";

  private static final int LONGEST = 1_000;
  private static final int LONGEST_NAME = 100;
  private static final int RECIPIENTS_NAMED = 10;

  /** One sentence for whoever reads the log of a start. */
  public String sentence() {
    StringBuilder text = new StringBuilder("Flowguard ").append(Product.version()).append(": ");
    if (state instanceof GuardState.Guarded guarded) {
      text.append("guarding ").append(named(recipients)).append("; mode ").append(guarded.mode());
      text.append("; policy ").append(Inert.text(String.valueOf(policy), LONGEST_NAME));
      text.append(" r").append(policyRevision);
      text.append(policyOrigin.equals(BUILT_IN) ? " (built in)" : "");
    } else {
      text.append(state.word());
      text.append(state instanceof GuardState.Off ? ", as asked: " : ", nothing is judged: ");
      text.append(Inert.text(state.reasons().get(0), LONGEST));
      int more = state.reasons().size() - 1;
      text.append(more == 0 ? "" : " (and " + more + " more)");
    }
    if (!notActive.isEmpty()) {
      text.append("; ").append(count(notActive.size(), "kind")).append(" not active");
    }
    if (!problems.isEmpty()) {
      text.append("; ").append(count(problems.size(), "problem")).append(", run doctor");
    }
    return text.toString();
  }

  private static String named(List<String> recipients) {
    int named = Math.min(recipients.size(), RECIPIENTS_NAMED);
    int more = recipients.size() - named;
    return Inert.text(String.join(", ", recipients.subList(0, named)), LONGEST)
        + (more == 0 ? "" : " and " + more + " more");
  }

  private static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** The object behind the prefix, for programs that read stderr. */
  public String line() {
    return PREFIX + json();
  }

  /** The object. */
  public String json() {
    JsonText json = new JsonText();
    text(json, "state", state.word());
    texts(json, "reasons", state.reasons());
    texts(json, "problems", problems);
    text(json, "version", Product.version());
    text(
        json,
        "jvm",
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    text(json, "attached", attached);
    if (!notReached.isEmpty()) {
      texts(json, "not_reached", notReached);
    }
    json.beginObject("policy");
    text(json, "name", policy == null ? "none" : policy);
    json.number("revision", policyRevision);
    text(json, "sha256", policyHash == null ? "" : policyHash);
    text(json, "origin", policyOrigin);
    json.endObject();
    texts(json, "recipients", recipients);
    text(json, "mode", mode);
    if (!observing.isEmpty()) {
      map(json, "observing", observing);
    }
    texts(json, "not_active", notActive);
    texts(json, "unproven", unproven);
    json.beginArray("sources");
    for (SourceStatus source : sources) {
      write(json, source);
    }
    json.endArray();
    json.beginArray("memory");
    for (Remembered source : memory) {
      MemoryJson.write(json, source);
    }
    json.endArray();
    json.beginArray("own_values");
    for (OwnValueStatus own : ownValues) {
      json.beginObject();
      text(json, "processor", own.processor());
      text(json, "location", own.location());
      json.number("chars", own.chars());
      json.number("requests", own.requests());
      json.endObject();
    }
    json.endArray();
    map(json, "gates", gates);
    map(json, "uncovered", uncovered);
    json.beginArray("outlets");
    for (OutletState outlet : outlets) {
      outlet(json, outlet);
    }
    json.endArray();
    text(json, "journal", journal);
    text(json, "evidence_key", evidenceKey);
    map(json, "origins", origins);
    if (!lookedAt.isEmpty()) {
      text(json, "looked_at", lookedAt);
    }
    if (!counts.isEmpty()) {
      map(json, "counts", counts);
    }
    return json.end();
  }

  private static void outlet(JsonText json, OutletState outlet) {
    json.beginObject();
    text(json, "name", outlet.name());
    text(json, "health", outlet.health().toString());
    json.number("delivered", outlet.delivered());
    json.number("dropped", outlet.dropped());
    json.number("set_aside", outlet.setAside());
    if (!outlet.detail().isEmpty()) {
      text(json, "detail", outlet.detail());
    }
    json.endObject();
  }

  private static void write(JsonText json, SourceStatus source) {
    json.beginObject();
    text(json, "source", source.source());
    text(json, "category", source.category());
    text(json, "state", source.state().toString());
    json.number("matched", source.matched());
    if (!source.why().isEmpty()) {
      text(json, "why", source.why());
    }
    json.number("captured", source.captured());
    if (!source.last().isEmpty()) {
      text(json, "last", source.last());
    }
    json.endObject();
  }

  private static void map(JsonText json, String name, Map<String, String> values) {
    json.beginObject(name);
    String[] keys = values.keySet().toArray(new String[0]);
    Arrays.sort(keys); // the same each time, so that only changes show
    for (String key : keys) {
      text(json, key, String.valueOf(values.get(key)));
    }
    json.endObject();
  }

  private static void texts(JsonText json, String name, List<String> values) {
    json.beginArray(name);
    for (String value : values) {
      json.text(Inert.text(value, LONGEST));
    }
    json.endArray();
  }

  private static void text(JsonText json, String name, String value) {
    json.text(name, Inert.text(value, LONGEST));
  }
}
