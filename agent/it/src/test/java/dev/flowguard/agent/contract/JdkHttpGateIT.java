package dev.flowguard.agent.contract;

import java.util.List;

/** {@code java.net.http}: what fails in the background is wrapped once more for the caller. */
class JdkHttpGateIT extends GateContract {
  @Override
  List<TestClient> versions() {
    return List.of(TestClient.JDK_HTTP);
  }

  @Override
  String ownFailure() {
    return "java.net.ProtocolException";
  }

  @Override
  boolean judgesOnCallersThread() {
    return false;
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
