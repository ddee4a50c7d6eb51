package dev.flowguard.agent.event;

import dev.flowguard.rules.policy.Severity;
import java.lang.ref.Reference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record as a security team gets it. Free of content, and inert: no text in it has a control
 * character.
 *
 * @param id of the record in the journal
 * @param key equal for records that are one to a security team, such as those of a client's retries
 * @param time milliseconds since 1970
 * @param summary one or two sentences
 * @param facts names and values, the most important first
 * @param record the record itself, JSON
 * @param here of a request of this process; null for the guard itself, and for one of a spool
 */
public record Alert(
    String id,
    String key,
    long time,
    AlertKind kind,
    Severity severity,
    String summary,
    Map<String, String> facts,
    String record,
    @Nullable Here here) {
  /** The fact that names the service. */
  public static final String SERVICE = "service";

  /** The fact that names the machine or container. */
  public static final String MACHINE = "machine";

  public Alert {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /**
   * What only this process knows of a request; never written to disk.
   *
   * @param sentence the line for a log, not inert yet
   * @param application the context loader of the thread that the request was started on
   */
  public record Here(String sentence, boolean wasStopped, Reference<ClassLoader> application) {}

  /**
   * The alert of a violation.
   *
   * @param application the context loader of the thread that the request was started on
   */
  public static Alert of(Event event, String record, Reference<ClassLoader> application) {
    Map<String, String> facts = new LinkedHashMap<>();
    put(facts, "outcome", event.result().outcome().toString());
    put(facts, "rule", event.policy().rule());
    put(facts, "category", event.match().category());
    put(facts, "processor", event.destination().processor());
    put(facts, "host", event.destination().host());
    put(facts, "location", first(event.match().locations()));
    put(facts, "caller", event.sender().caller());
    put(facts, "client", event.destination().client());
    List<String> clauses = event.policy().clauses();
    put(facts, "clauses", clauses.isEmpty() ? null : String.join(", ", clauses));
    putService(facts);
    return new Alert(
        event.id().uid(),
        event.key(),
        event.id().occurred(),
        AlertKind.VIOLATION,
        event.severity(),
        Inert.text(event.sentence()),
        facts,
        record,
        new Here(event.sentence(), event.result().outcome().wasStopped(), application));
  }

  /** The alert of a record of the guard itself, or null if it is not alerted. */
  public static @Nullable Alert of(Audit audit, String record) {
    if (!audit.isAlert()) {
      return null;
    }
    Map<String, String> facts = new LinkedHashMap<>();
    audit.details().forEach((name, value) -> put(facts, name, value));
    putService(facts);
    return new Alert(
        audit.id(),
        audit.key(),
        audit.time(),
        AlertKind.AUDIT,
        audit.kind().severity(),
        Inert.text("Flowguard: " + audit.sentence(), LONGEST_SUMMARY),
        facts,
        record,
        null);
  }

  /** A sentence on the guard may quote all that is wrong with a policy. */
  private static final int LONGEST_SUMMARY = 500;

  private static void putService(Map<String, String> facts) {
    Service service = Service.current();
    put(facts, SERVICE, service.name());
    put(facts, "environment", service.environment());
    put(facts, MACHINE, service.host());
    put(facts, "pid", Long.toString(service.pid()));
  }

  private static @Nullable String first(List<String> values) {
    return values.isEmpty() ? null : values.get(0);
  }

  private static void put(Map<String, String> facts, String name, @Nullable String value) {
    if (value != null) {
      facts.put(name, Inert.text(value));
    }
  }
}
