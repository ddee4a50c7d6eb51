package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Apache HttpClient 4.5: entities are written on the calling thread. */
class Apache4GateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(httpClient("4.5"), httpClient("4.5.6"), httpClient("4.5.14"));

  private static TestClient httpClient(String version) {
    return new TestClient(
        version,
        "Apache4Sender",
        "apache4",
        List.of("org.apache.httpcomponents:httpclient:" + version));
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
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS);
  }

  @Override
  String ownFailure() {
    return "org.apache.http.client.ClientProtocolException";
  }

  @Override
  String ownLaterFailure() {
    return null; // there are no asynchronous calls
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return client.version().equals("4.5.14"); // others do not know 308
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
