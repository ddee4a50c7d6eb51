package dev.flowguard.agent.guard;

import dev.flowguard.agent.event.EventFactory;
import dev.flowguard.agent.event.Fingerprints;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.judge.Reach;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What decides at one moment: a policy in a mode. Replaced as a whole, so that no request meets
 * half of one and half of another.
 *
 * @param setting the operator's mode, or null for the policy's
 * @param switched to observe for a while, or null
 */
public record InForce(
    Policy policy,
    @Nullable Mode setting,
    Judge judge,
    EventFactory events,
    @Nullable Switched switched) {

  /**
   * A switch to observe. Its end is looked at with each decision, so that it needs no thread to end
   * it; the clock of the end is one that nobody can set.
   *
   * @param observing what decides until then
   * @param endNanos the end, as {@link System#nanoTime} counts
   * @param until the end, for people
   */
  public record Switched(
      InForce observing, long endNanos, Instant until, String by, String reason) {
    /** True while it lasts. */
    public boolean lasts() {
      return System.nanoTime() - endNanos < 0;
    }
  }

  /** A policy in a mode, without a switch. */
  public static InForce of(
      Policy policy, @Nullable Mode setting, ProtectedContent content, Fingerprints fingerprints) {
    return new InForce(
        policy,
        setting,
        new Judge(policy, setting, content, Clock.systemUTC()),
        new EventFactory(fingerprints, policy, content),
        null);
  }

  /**
   * The same, switched to observe for a while.
   *
   * @param span how long from now
   */
  public InForce observing(
      Duration span, Instant until, String by, String reason, ProtectedContent content) {
    InForce observing =
        reach().strictest() == Mode.BLOCK
            ? new InForce(
                policy,
                Mode.OBSERVE,
                new Judge(policy, Mode.OBSERVE, content, Clock.systemUTC()),
                events,
                null)
            : this;
    return new InForce(
        policy,
        setting,
        judge,
        events,
        new Switched(observing, System.nanoTime() + span.toNanos(), until, by, reason));
  }

  /** What decides now. */
  public InForce now() {
    Switched is = switched;
    return is != null && is.lasts() ? is.observing() : this;
  }

  /** Whom the rules reach, and how strictly. */
  public Reach reach() {
    return Reach.of(policy, setting);
  }

  /** The mode that applies where a rule has none of its own. */
  public Mode mode() {
    return setting == null ? policy.mode() : setting;
  }
}
