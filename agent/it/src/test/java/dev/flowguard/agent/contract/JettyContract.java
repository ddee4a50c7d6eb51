package dev.flowguard.agent.contract;

import java.util.ArrayList;
import java.util.List;

/** What all lines of Jetty's client have in common: it is asynchronous, and waits in a future. */
abstract class JettyContract extends GateContract {
  /** A client with its HTTP/2 transport, and what that needs to agree on the protocol. */
  static TestClient client(String folder, String version, String transport) {
    List<String> artifacts = new ArrayList<>();
    artifacts.add("org.eclipse.jetty:jetty-client:" + version);
    artifacts.add("org.eclipse.jetty.http2:" + transport + ":" + version);
    artifacts.add("org.eclipse.jetty:jetty-alpn-java-client:" + version);
    return new TestClient(version, "JettySender", folder, artifacts);
  }

  /**
   * No duplex bodies: a body that is written while the answer is read cannot be told from one that
   * comes late.
   */
  @Override
  String ownFailure() {
    return "java.util.concurrent.ExecutionException";
  }

  /** Threads of the client may send, and judge, for a caller that waits. */
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
