package dev.flowguard.agent.contract;

/** Jetty's client 9.4. */
class Jetty9GateIT extends GateContract {

  Jetty9GateIT() {
    super(
        Family.jetty(
            "jetty9", "http2-http-client-transport", "9.4.18.v20190429", "9.4.58.v20250814"));
  }
}
