package dev.flowguard.agent.contract;

import java.util.List;

/** {@code java.net.http}: what fails in the background is wrapped once more for the caller. */
class JdkHttpGateIT extends GateContract {

  JdkHttpGateIT() {
    super(
        Abilities.of(List.of(TestClient.JDK_HTTP))
            .failsWith("java.net.ProtocolException")
            .cannot("a thread of the client judges", Ability.JUDGED_BY_CALLER));
  }
}
