package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reactor Netty, whose requests pass the gate of Netty. */
class ReactorNettyGateIT extends GateContract {
  private static final TestClient V1_0 = version("1.0.48");
  private static final TestClient V1_1 = version("1.1.31");
  private static final TestClient V1_2 = version("1.2.18");
  private static final TestClient V1_3 = version("1.3.8");

  private static TestClient version(String version) {
    return new TestClient(
        version,
        "ReactorNettySender",
        "reactornetty",
        List.of("io.projectreactor.netty:reactor-netty-http:" + version));
  }

  @Override
  List<TestClient> versions() {
    return List.of(V1_0, V1_1, V1_2, V1_3);
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Sender.Kind.DUPLEX));
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.allOf(Scheme.class);
  }

  @Override
  String ownFailure() {
    return "dev.flowguard.api.BlockedRequestException";
  }

  @Override
  String ownLaterFailure() {
    return "java.util.concurrent.ExecutionException";
  }

  /** Event loops judge. */
  @Override
  boolean judgesOnCallersThread() {
    return false;
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return true;
  }

  @Override
  boolean hasOwnGate() {
    return false;
  }

  @Override
  boolean cancels() {
    return true;
  }

  @Override
  boolean hasTimeouts() {
    return true;
  }
}
