package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Apache HttpAsyncClient 4.1: bodies are produced on the threads of its I/O reactor. */
class Apache4AsyncGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(httpAsyncClient("4.1"), httpAsyncClient("4.1.3"), httpAsyncClient("4.1.5"));

  private static TestClient httpAsyncClient(String version) {
    return new TestClient(
        version,
        "Apache4AsyncSender",
        "apache4async",
        List.of("org.apache.httpcomponents:httpasyncclient:" + version));
  }

  @Override
  List<TestClient> versions() {
    return VERSIONS;
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS);
  }

  @Override
  String ownFailure() {
    return "java.util.concurrent.ExecutionException";
  }

  @Override
  boolean judgesOnCallersThread() {
    return false;
  }

  /** Before 4.1.5 a request with a body that is sent on never ends, with the guard or without. */
  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return client.version().equals("4.1.5");
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
