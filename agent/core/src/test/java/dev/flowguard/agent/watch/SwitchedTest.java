package dev.flowguard.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.event.Fingerprints;
import dev.flowguard.agent.guard.InForce;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SwitchedTest {
  private final ProtectedContent content = new ProtectedContent();
  private final InForce blocking =
      InForce.of(Policy.builtIn(), Mode.BLOCK, content, Fingerprints.random());

  private InForce observing(Duration span) {
    return blocking.observing(span, Instant.now().plus(span), "me", "a good reason", content);
  }

  @Test
  void theSwitchDecidesWhileItLasts() {
    assertThat(observing(Duration.ofMinutes(5)).now().mode()).isEqualTo(Mode.OBSERVE);
  }

  @Test
  void theSwitchEndsWithoutAnybodyEndingIt() {
    InForce over = observing(Duration.ofNanos(-1));

    assertThat(over.now().mode()).isEqualTo(Mode.BLOCK);
    assertThat(over.switched()).as("still there for the record of its end").isNotNull();
  }
}
