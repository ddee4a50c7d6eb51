package dev.flowguard.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OperatorModeTest {
  private static Policy policy(String mode) {
    String text =
        """
        policy: modes
        mode: %s
        environments: { staging: observe, production: block }
        processors: { target: { hosts: [localhost] } }
        categories: { chat-conversation: { shapes: [chat-transcript] } }
        rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
        """;
    byte[] bytes = String.format(text, mode).getBytes(StandardCharsets.UTF_8);
    return Objects.requireNonNull(PolicyFile.read("modes", bytes).policy());
  }

  @Test
  void anUnknownEnvironmentIsTakenForOneThatObserves() {
    OperatorMode unknown = new OperatorMode(null, "stageing", false);

    assertThat(unknown.of(policy("block"))).isEqualTo(Mode.OBSERVE);
    assertThat(unknown.environmentProblem(policy("block"))).contains("Did you mean 'staging'?");
    assertThat(new OperatorMode(Mode.BLOCK, "stageing", false).of(policy("block")))
        .isEqualTo(Mode.BLOCK);
  }

  @Test
  void aDoubtNeverMakesTheGuardStricter() {
    assertThat(new OperatorMode(null, null, true).of(policy("block"))).isEqualTo(Mode.OBSERVE);
    assertThat(new OperatorMode(null, null, true).of(policy("off"))).isNull();
    assertThat(new OperatorMode(Mode.OFF, null, true).of(policy("block"))).isEqualTo(Mode.OFF);
  }

  @Test
  void theOperatorOverridesTheEnvironmentAndThatThePolicy() {
    assertThat(new OperatorMode(null, null, false).of(policy("block"))).isNull();
    assertThat(new OperatorMode(null, "staging", false).of(policy("block")))
        .isEqualTo(Mode.OBSERVE);
    assertThat(new OperatorMode(Mode.BLOCK, "staging", false).of(policy("off")))
        .isEqualTo(Mode.BLOCK);
  }
}
