package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Armeria, which stands on Netty's gates. */
class ArmeriaGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      Stream.of("1.16.0", "1.28.4", "1.40.0")
          .map(
              version ->
                  new TestClient(
                      version,
                      "ArmeriaSender",
                      "armeria",
                      List.of("com.linecorp.armeria:armeria:" + version)))
          .toList();

  @Override
  List<TestClient> versions() {
    return VERSIONS;
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

  /** It does after a 307, but does not know 308. */
  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false;
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
