package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** google-http-client on Apache HttpClient 4. */
class GoogleHttpGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(google("1.38.0"), google("1.43.3"), google("2.2.0"));

  private static TestClient google(String version) {
    return new TestClient(
        version,
        "GoogleHttpSender",
        "googlehttp",
        List.of("com.google.http-client:google-http-client-apache-v2:" + version));
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
        Sender.Kind.NONE,
        Sender.Kind.BYTES,
        Sender.Kind.FIXED_STREAM,
        Sender.Kind.CHUNKED_STREAM,
        Sender.Kind.FILE,
        Sender.Kind.FAILING);
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS);
  }

  @Override
  String ownFailure() {
    return "org.apache.http.client.ClientProtocolException";
  }

  @Override
  String ownLaterFailure() {
    return "java.util.concurrent.ExecutionException";
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false; // not all versions know 308
  }
}
