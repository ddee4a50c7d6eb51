package dev.flowguard.agent.contract;

/** Jetty's client 10 and 11, which differ in Servlet's packages only. */
class Jetty10GateIT extends GateContract {

  Jetty10GateIT() {
    super(Family.jetty("jetty10", "http2-http-client-transport", "10.0.0", "10.0.26", "11.0.26"));
  }
}
