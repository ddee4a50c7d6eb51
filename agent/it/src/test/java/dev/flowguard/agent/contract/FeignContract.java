package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** OpenFeign, whose clients have gates of their own. Its bodies are arrays. */
abstract class FeignContract extends GateContract {
  private final List<TestClient> versions;

  /**
   * @param artifact of the client
   * @param versions of OpenFeign
   */
  FeignContract(String artifact, String... versions) {
    this.versions = Stream.of(versions).map(version -> feign(artifact, version)).toList();
  }

  private static TestClient feign(String artifact, String version) {
    String coordinates = "io.github.openfeign:" + artifact + ":" + version;
    return new TestClient(version, "FeignSender", "feign", List.of(coordinates));
  }

  @Override
  List<TestClient> versions() {
    return versions;
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.of(Sender.Kind.NONE, Sender.Kind.BYTES);
  }

  @Override
  boolean hasOwnGate() {
    return false;
  }

  @Override
  String ownFailure() {
    return "feign.RetryableException";
  }

  @Override
  String ownLaterFailure() {
    return null;
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return true;
  }

  @Override
  boolean hasTimeouts() {
    return true;
  }
}
