package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The blocking clients of the AWS SDK for Java 2, which stand on clients with gates. */
abstract class AwsContract extends GateContract {
  private final List<TestClient> versions;

  AwsContract(String artifact) {
    this.versions =
        Stream.of("2.17.295", "2.20.162", "2.42.28")
            .map(version -> aws(artifact, version))
            .toList();
  }

  private static TestClient aws(String artifact, String version) {
    return new TestClient(
        version, "AwsSender", "aws", List.of("software.amazon.awssdk:" + artifact + ":" + version));
  }

  @Override
  List<TestClient> versions() {
    return versions;
  }

  @Override
  boolean hasOwnGate() {
    return false;
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS);
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
