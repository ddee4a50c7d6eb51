package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Apache HttpClient 5, blocking: bodies are written on the calling thread, over HTTP/1.1. */
class Apache5GateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      Stream.of("5.0", "5.3.1", "5.6.5").map(Apache5GateIT::version).toList();

  static final TestClient LATEST = VERSIONS.get(2);

  private static TestClient version(String version) {
    return new TestClient(
        version,
        "Apache5Sender",
        "apache5",
        List.of("org.apache.httpcomponents.client5:httpclient5:" + version));
  }

  @Override
  List<TestClient> versions() {
    return VERSIONS;
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Sender.Kind.ASYNCHRONOUS, Sender.Kind.DUPLEX));
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS); // HTTP/2 is spoken by the asynchronous client
  }

  @Override
  String ownFailure() {
    return "org.apache.hc.client5.http.ClientProtocolException";
  }

  @Override
  String ownLaterFailure() {
    return null; // there are no asynchronous calls
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return true;
  }

  @Override
  boolean expectsContinue() {
    return true;
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
