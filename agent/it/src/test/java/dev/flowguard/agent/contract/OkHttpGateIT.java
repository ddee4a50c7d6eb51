package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** OkHttp: bodies are written on the calling thread. */
class OkHttpGateIT extends GateContract {
  @Override
  List<TestClient> versions() {
    return List.of(
        TestClient.OKHTTP_3_4,
        TestClient.OKHTTP_3_12,
        TestClient.OKHTTP_3,
        TestClient.OKHTTP_4,
        TestClient.OKHTTP_5);
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Sender.Kind.ASYNCHRONOUS));
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return client == TestClient.OKHTTP_3_4
        ? EnumSet.of(Scheme.HTTP, Scheme.HTTPS) // has no HTTP/2 on JDKs of today
        : EnumSet.allOf(Scheme.class);
  }

  @Override
  boolean hasDuplexBodies() {
    return !isBefore314(setup.client());
  }

  @Override
  String ownFailure() {
    return "dev.flowguard.api.BlockedRequestException";
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return client == TestClient.OKHTTP_4 || client == TestClient.OKHTTP_5;
  }

  @Override
  boolean expectsContinue() {
    return setup.client() != TestClient.OKHTTP_3_4; // which does not wait
  }

  @Override
  boolean cancels() {
    // 3.14 keeps a connection that cancelling has closed, and then tries it for ever.
    return setup.client() != TestClient.OKHTTP_3;
  }

  private static boolean isBefore314(TestClient client) {
    return client == TestClient.OKHTTP_3_4 || client == TestClient.OKHTTP_3_12;
  }

  @Override
  boolean hasTimeouts() {
    return true;
  }
}
