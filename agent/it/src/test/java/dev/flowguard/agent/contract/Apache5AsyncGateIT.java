package dev.flowguard.agent.contract;

import java.util.List;
import java.util.stream.Stream;

/** Apache HttpClient 5, asynchronous, over HTTP/1.1 and HTTP/2. */
class Apache5AsyncGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      Stream.of("5.0", "5.3.1", "5.6.5").map(Apache5AsyncGateIT::version).toList();

  static final TestClient LATEST = VERSIONS.get(2);

  private static TestClient version(String version) {
    return new TestClient(
        version,
        "Apache5AsyncSender",
        "apache5async",
        List.of("org.apache.httpcomponents.client5:httpclient5:" + version));
  }

  @Override
  List<TestClient> versions() {
    return VERSIONS;
  }

  @Override
  String ownFailure() {
    return "java.util.concurrent.ExecutionException";
  }

  @Override
  boolean judgesOnCallersThread() {
    return false; // it may be that of the connection
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    // 5.0 does not wind its body back, announces it and sends none: the call never ends.
    return !client.version().equals("5.0");
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

  @Override
  boolean sendsOnUnread() {
    // Redirected, or with a producer that is not repeatable, the call ends in its time-out.
    return false;
  }
}
