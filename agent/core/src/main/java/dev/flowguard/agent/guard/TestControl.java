package dev.flowguard.agent.guard;

import dev.flowguard.agent.event.Event;
import dev.flowguard.agent.event.Fingerprints;
import dev.flowguard.agent.link.Control;
import dev.flowguard.agent.record.Listener;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.status.StatusReport;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.policy.Constraint;
import dev.flowguard.rules.policy.Endpoint;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Rule;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.vocabulary.Match;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the test extension, which sees nothing but types of the JDK. */
public final class TestControl implements Control {
  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

  private final EnforcingGuard guard;
  private final Recorder recorder;
  private final ProtectedContent content;
  private final Fingerprints fingerprints;
  private final Supplier<StatusReport> report;

  public TestControl(
      EnforcingGuard guard,
      Recorder recorder,
      ProtectedContent content,
      Fingerprints fingerprints,
      Supplier<StatusReport> report) {
    this.guard = guard;
    this.recorder = recorder;
    this.content = content;
    this.fingerprints = fingerprints;
    this.report = report;
  }

  @Override
  public void listen(BiConsumer<Map<String, String>, @Nullable Object> listener) {
    recorder.listen(
        new Listener() {
          @Override
          public void judged(Verdict verdict, @Nullable Object mark) {
            Map<String, String> request = new LinkedHashMap<>();
            request.put("kind", "request");
            request.put("processor", verdict.recipient());
            request.put("outcome", verdict.stops() ? "blocked" : "sent");
            pass(request, mark, listener);
          }

          @Override
          public void violation(Event event, @Nullable Object mark) {
            pass(map(event), mark, listener);
          }
        });
  }

  /** The listener sees types of the JDK only: that a mark was inherited is a member of the map. */
  private static void pass(
      Map<String, String> what,
      @Nullable Object mark,
      BiConsumer<Map<String, String>, @Nullable Object> listener) {
    if (mark instanceof Origin.Inherited inherited) {
      what.put("mark", "inherited");
      listener.accept(what, inherited.mark());
    } else {
      listener.accept(what, mark);
    }
  }

  private static Map<String, String> map(Event event) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("kind", "violation");
    map.put("id", event.id().uid());
    map.put("rule", event.policy().rule());
    map.put("processor", event.destination().processor());
    map.put("category", event.match().category());
    map.put(
        "location", event.match().locations().isEmpty() ? "" : event.match().locations().get(0));
    map.put("host", event.destination().host());
    map.put("client", event.destination().client());
    map.put("caller", String.join(" < ", event.sender().callers()));
    map.put("outcome", event.result().outcome().toString());
    map.put("inspection", event.result().inspection());
    map.put("message", event.sentence());
    return map;
  }

  @Override
  public boolean standIn(String processor, String host, int port) {
    synchronized (guard) {
      InForce now = guard.inForce();
      Policy policy = now.policy();
      if (!policy.processors().containsKey(processor)) {
        return false;
      }
      for (String name : LOOPBACK.contains(host) ? LOOPBACK : List.of(host)) {
        policy = policy.withStandIn(processor, Endpoint.of(name + ":" + port, null));
      }
      guard.enforce(InForce.of(policy, now.setting(), content, fingerprints));
      return true;
    }
  }

  @Override
  public Map<String, String> status() {
    StatusReport now = report.get();
    Map<String, String> map = new LinkedHashMap<>();
    map.put("state", now.state().word());
    map.put("reasons", String.join("; ", now.state().reasons()));
    map.put("problems", String.join("; ", now.problems()));
    map.put("mode", now.mode());
    map.put("policy", String.valueOf(now.policy()));
    // The built-in policy names paths and tables of one application, which is rarely the tested
    // one.
    boolean isBuiltIn = now.policyOrigin().equals(StatusReport.BUILT_IN);
    map.put("unproven", isBuiltIn ? "" : String.join("; ", now.unproven()));
    Policy policy = guard.inForce().policy();
    map.put("processors", String.join(", ", policy.processors().keySet()));
    for (Rule rule : policy.rules()) {
      if (rule.constraint() instanceof Constraint.Never never) {
        first(policy, policy.categories().keySet(), never.categories(), "probe.category", map);
        first(policy, policy.processors().keySet(), never.processors(), "probe.processor", map);
      }
      if (map.containsKey("probe.category") && map.containsKey("probe.processor")) {
        break;
      }
      map.remove("probe.category");
      map.remove("probe.processor");
    }
    return map;
  }

  private static void first(
      Policy policy,
      Set<String> inOrder,
      Set<String> wanted,
      String name,
      Map<String, String> map) {
    for (String each : inOrder) {
      // The probe is a text.
      if (wanted.contains(each) && policy.matchOf(each) == Match.TEXT) {
        map.put(name, each);
        return;
      }
    }
  }
}
