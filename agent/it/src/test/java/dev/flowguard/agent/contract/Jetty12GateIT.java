package dev.flowguard.agent.contract;

/** Jetty's client 12.0 and 12.1. */
class Jetty12GateIT extends GateContract {

  Jetty12GateIT() {
    super(Family.jetty("jetty12", "jetty-http2-client-transport", "12.0.0", "12.0.35", "12.1.12"));
  }
}
