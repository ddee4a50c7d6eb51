package dev.flowguard.agent.contract;

import java.util.List;

/** Jetty's client 10 and 11, which differ in nothing but Servlet's packages. */
class Jetty10GateIT extends JettyContract {
  private static final List<TestClient> VERSIONS =
      List.of(
          client("jetty10", "10.0.0", "http2-http-client-transport"),
          client("jetty10", "10.0.26", "http2-http-client-transport"),
          client("jetty10", "11.0.26", "http2-http-client-transport"));

  @Override
  List<TestClient> versions() {
    return VERSIONS;
  }
}
