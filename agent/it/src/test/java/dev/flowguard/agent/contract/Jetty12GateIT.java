package dev.flowguard.agent.contract;

import java.util.List;

/** Jetty's client 12.0 and 12.1. */
class Jetty12GateIT extends JettyContract {
  private static final List<TestClient> VERSIONS =
      List.of(
          client("jetty12", "12.0.0", "jetty-http2-client-transport"),
          client("jetty12", "12.0.35", "jetty-http2-client-transport"),
          client("jetty12", "12.1.12", "jetty-http2-client-transport"));

  @Override
  List<TestClient> versions() {
    return VERSIONS;
  }
}
