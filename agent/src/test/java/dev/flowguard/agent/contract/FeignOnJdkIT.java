package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** OpenFeign on {@code java.net.http}. */
class FeignOnJdkIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(
          new TestClient(
              "10.12", "FeignSender", "feign", List.of("io.github.openfeign:feign-java11:10.12")),
          new TestClient(
              "12.5", "FeignSender", "feign", List.of("io.github.openfeign:feign-java11:12.5")),
          new TestClient(
              "13.13", "FeignSender", "feign", List.of("io.github.openfeign:feign-java11:13.13")));

  @Override
  List<TestClient> versions() {
    return VERSIONS;
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.of(Sender.Kind.NONE, Sender.Kind.BYTES);
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.allOf(Scheme.class);
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
  boolean judgesOnCallersThread() {
    return false;
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
