package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Retrofit stands on OkHttp. */
class RetrofitGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(
          new TestClient(
              "2.9.0",
              "RetrofitSender",
              "retrofit",
              List.of("com.squareup.retrofit2:retrofit:2.9.0")),
          new TestClient(
              "2.12.0",
              "RetrofitSender",
              "retrofit",
              List.of("com.squareup.retrofit2:retrofit:2.12.0")),
          new TestClient(
              "3.0.0",
              "RetrofitSender",
              "retrofit",
              List.of("com.squareup.retrofit2:retrofit:3.0.0")));

  @Override
  List<TestClient> versions() {
    return VERSIONS;
  }

  @Override
  Set<Sender.Kind> kinds() {
    // The body that Retrofit wraps around a caller's does not say that this one is duplex.
    return EnumSet.complementOf(EnumSet.of(Sender.Kind.ASYNCHRONOUS, Sender.Kind.DUPLEX));
  }

  @Override
  boolean hasOwnGate() {
    return false;
  }

  @Override
  String ownFailure() {
    return "dev.flowguard.api.BlockedRequestException";
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return client.version().startsWith("3."); // on OkHttp 4
  }

  @Override
  boolean expectsContinue() {
    return true;
  }

  @Override
  boolean cancels() {
    // OkHttp 3.14, below Retrofit 2, keeps a connection that cancelling has closed.
    return setup.client().version().startsWith("3.");
  }

  @Override
  boolean hasTimeouts() {
    return true;
  }
}
