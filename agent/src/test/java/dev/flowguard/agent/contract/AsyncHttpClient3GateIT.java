package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** AsyncHttpClient 3, which stands on Netty's gates. */
class AsyncHttpClient3GateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      Stream.of("3.0.0", "3.0.6", "3.0.13")
          .map(
              version ->
                  new TestClient(
                      version,
                      "AsyncHttpClientSender",
                      "asynchttpclient",
                      List.of("org.asynchttpclient:async-http-client:" + version)))
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
    return client.version().equals("3.0.13")
        ? EnumSet.allOf(Scheme.class)
        : EnumSet.of(Scheme.HTTP, Scheme.HTTPS);
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
