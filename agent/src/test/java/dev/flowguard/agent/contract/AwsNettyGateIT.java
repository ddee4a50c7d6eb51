package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The asynchronous client below Amazon's SDK 2, which stands on Netty's gates. */
class AwsNettyGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      Stream.of("2.17.100", "2.31.78", "2.57.8")
          .map(
              version ->
                  new TestClient(
                      version,
                      "AwsNettySender",
                      "awsnetty",
                      List.of("software.amazon.awssdk:netty-nio-client:" + version)))
          .toList();

  @Override
  List<TestClient> versions() {
    return VERSIONS;
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Sender.Kind.DUPLEX, Sender.Kind.FILE));
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

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false;
  }

  @Override
  boolean hasOwnGate() {
    return false;
  }

  @Override
  boolean expectsContinue() {
    return true;
  }

  @Override
  boolean cancels() {
    return true;
  }

  @Override
  boolean hasTimeouts() {
    return true;
  }

  /** Any {@code IOException} of a stream has the SDK use a new connection from then on. */
  @Override
  boolean keepsConnectionOfFailedStream() {
    return false;
  }
}
