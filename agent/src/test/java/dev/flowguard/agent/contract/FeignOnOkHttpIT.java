package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** OpenFeign on OkHttp. */
class FeignOnOkHttpIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(
          new TestClient(
              "11.10", "FeignSender", "feign", List.of("io.github.openfeign:feign-okhttp:11.10")),
          new TestClient(
              "12.5", "FeignSender", "feign", List.of("io.github.openfeign:feign-okhttp:12.5")),
          new TestClient(
              "13.12", "FeignSender", "feign", List.of("io.github.openfeign:feign-okhttp:13.12")));

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
  boolean repeatsBodyOnRedirect(TestClient client) {
    return true;
  }

  @Override
  boolean hasTimeouts() {
    return true;
  }
}
