package dev.flowguard.agent.watch;

import dev.flowguard.agent.event.Fingerprints;
import dev.flowguard.agent.guard.EnforcingGuard;
import dev.flowguard.agent.guard.InForce;
import dev.flowguard.agent.source.Sources;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.tap.OpenTaps;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Puts policies and the switch to observe in force. After start, only the watch thread changes
 * anything here.
 */
public final class Enforcement {
  private final OperatorMode operator;
  private final Fingerprints fingerprints;
  private final ProtectedContent content;
  private final Problems problems;
  private final EnforcingGuard guard;
  private final Sources sources;
  private final OpenTaps taps;
  private final FilesWatch files;

  public Enforcement(
      OperatorMode operator,
      Fingerprints fingerprints,
      ProtectedContent content,
      Problems problems,
      EnforcingGuard guard,
      Sources sources,
      OpenTaps taps,
      FilesWatch files) {
    this.operator = operator;
    this.fingerprints = fingerprints;
    this.content = content;
    this.problems = problems;
    this.guard = guard;
    this.sources = sources;
    this.taps = taps;
    this.files = files;
  }

  /** What is in force. */
  public InForce inForce() {
    return guard.inForce();
  }

  /** Has this policy decide from now on; a switch to observe goes on. */
  public void use(Policy policy) {
    InForce next = InForce.of(policy, operator.of(policy), content, fingerprints);
    InForce.Switched switched = guard.inForce().switched();
    if (switched != null && switched.lasts()) {
      Duration left = Duration.ofNanos(switched.endNanos() - System.nanoTime());
      next = next.observing(left, switched.until(), switched.by(), switched.reason(), content);
    }
    guard.enforce(next);
    sources.use(policy);
    taps.use(policy);
    files.use(policy);
    problem("environment", operator.environmentProblem(policy));
  }

  /** Switches to observe. */
  void observe(Duration span, Instant until, String by, String reason) {
    guard.enforce(guard.inForce().observing(span, until, by, reason, content));
  }

  /** Ends the switch to observe. */
  void endObserving() {
    InForce now = guard.inForce();
    guard.enforce(new InForce(now.policy(), now.setting(), now.judge(), now.events(), null));
  }

  private void problem(String key, @Nullable String text) {
    if (text == null) {
      problems.solved(key);
    } else {
      problems.report(key, text);
    }
  }
}
