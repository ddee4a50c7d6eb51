package dev.flowguard.agent.contract;

import java.util.List;

/** Jetty's client 9.4. */
class Jetty9GateIT extends JettyContract {
  private static final List<TestClient> VERSIONS =
      List.of(
          client("jetty9", "9.4.18.v20190429", "http2-http-client-transport"),
          client("jetty9", "9.4.58.v20250814", "http2-http-client-transport"));

  @Override
  List<TestClient> versions() {
    return VERSIONS;
  }
}
