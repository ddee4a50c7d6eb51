package dev.flowguard.agent.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a security team is told of one record. Free of content, and inert: no text in it has a
 * control character.
 *
 * @param id of the record in the journal
 * @param key equal for records that tell the same, such as those of a client's retries
 * @param time milliseconds since 1970
 * @param severity {@code info} to {@code critical}
 * @param summary one sentence
 * @param facts names and values, the most important first
 * @param record the record itself, JSON
 */
public record Alert(
    String id,
    String key,
    long time,
    String severity,
    String summary,
    Map<String, String> facts,
    String record) {
  public Alert {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** The alert of a violation. */
  public static Alert of(Event event, String record) {
    Map<String, String> facts = new LinkedHashMap<>();
    put(facts, "outcome", event.outcome());
    put(facts, "rule", event.rule());
    put(facts, "category", event.category());
    put(facts, "processor", event.processor());
    put(facts, "host", event.host());
    put(facts, "location", event.locations().isEmpty() ? null : event.locations().get(0));
    put(facts, "caller", event.caller());
    put(facts, "client", event.client());
    put(facts, "clauses", event.clauses().isEmpty() ? null : String.join(", ", event.clauses()));
    return new Alert(
        event.id(),
        event.key(),
        event.occurred(),
        event.severity(),
        inert(event.sentence()),
        facts,
        record);
  }

  /** The alert of one of the guard's own doings, or null if it is none to be alerted. */
  public static @Nullable Alert of(Audit audit, String record) {
    if (!audit.isAlert()) {
      return null;
    }
    Map<String, String> facts = new LinkedHashMap<>();
    audit.details().forEach((name, value) -> put(facts, name, value));
    return new Alert(
        audit.id(),
        audit.key(),
        audit.time(),
        audit.severity(),
        inert("Flowguard: " + audit.what() + (facts.isEmpty() ? "" : " " + facts)),
        facts,
        record);
  }

  private static void put(Map<String, String> facts, String name, @Nullable String value) {
    if (value != null) {
      facts.put(name, inert(value));
    }
  }

  private static String inert(String text) {
    return OcsfJson.inert(text, OcsfJson.LONGEST);
  }
}
