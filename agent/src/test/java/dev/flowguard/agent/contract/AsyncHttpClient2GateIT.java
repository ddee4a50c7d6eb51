package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** AsyncHttpClient 2, which stands on Netty's gates. */
class AsyncHttpClient2GateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      Stream.of("2.1.0", "2.10.5", "2.15.0")
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
    // Without the guard, failing bodies were seen to keep connections from the pool.
    return EnumSet.complementOf(EnumSet.of(Sender.Kind.DUPLEX, Sender.Kind.FAILING));
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
