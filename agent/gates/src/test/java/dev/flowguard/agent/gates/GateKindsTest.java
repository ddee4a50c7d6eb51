package dev.flowguard.agent.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A gate that did not override what its hook point calls would do nothing, and nobody would see.
 */
class GateKindsTest {
  static Stream<HookPoint> hooks() {
    return new Clients().get().stream().map(Client::hooks).flatMap(hooks -> hooks.stream());
  }

  @ParameterizedTest
  @MethodSource("hooks")
  void eachGateOverridesWhatItsHookPointCalls(HookPoint hook) throws Exception {
    String called =
        switch (hook.kind()) {
          case ENTER -> "enter";
          case ANSWER, ANSWER_IF_DECLARED, ANSWER_ALL -> "answer";
          case FILTER_ARGUMENT,
              FILTER_RECEIVER,
              FILTER_FIELD,
              FILTER_RETURN,
              FILTER_RETURN_IF_DECLARED ->
              "filter";
          case BEFORE, BEFORE_IF_DECLARED, BEFORE_ALL -> "before";
          case AFTER, AFTER_IF_DECLARED -> "after";
        };
    Class<?> gate = Class.forName(hook.gate(), false, getClass().getClassLoader());

    assertThat(gate).isAssignableTo(Gate.class);
    assertThat(gate.getMethods())
        .as("%s of %s", called, hook.gate())
        .anySatisfy(
            method -> {
              assertThat(method.getName()).isEqualTo(called);
              assertThat(method.getDeclaringClass()).isNotEqualTo(Gate.class);
            });
    assertThat(Arrays.stream(gate.getConstructors())).as("public constructors").hasSize(1);
  }
}
