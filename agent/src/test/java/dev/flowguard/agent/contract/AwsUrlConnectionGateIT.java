package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The AWS SDK for Java 2 on HttpURLConnection. */
class AwsUrlConnectionGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(aws("2.17.295"), aws("2.20.162"), aws("2.42.28"));

  private static TestClient aws(String version) {
    return new TestClient(
        version,
        "AwsUrlSender",
        "awsurl",
        List.of("software.amazon.awssdk:url-connection-client:" + version));
  }

  @Override
  List<TestClient> versions() {
    return VERSIONS;
  }

  @Override
  boolean hasOwnGate() {
    return false;
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.of(
        Sender.Kind.NONE, Sender.Kind.BYTES, Sender.Kind.FIXED_STREAM, Sender.Kind.FAILING);
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS);
  }

  @Override
  String ownFailure() {
    return "dev.flowguard.api.BlockedRequestException";
  }

  @Override
  String ownLaterFailure() {
    return null; // there are no asynchronous calls
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false; // the SDK follows none
  }
}
