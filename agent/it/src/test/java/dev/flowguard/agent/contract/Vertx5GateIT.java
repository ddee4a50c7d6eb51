package dev.flowguard.agent.contract;

/** The client of Vert.x 5. */
class Vertx5GateIT extends GateContract {

  Vertx5GateIT() {
    super(Family.vertx("5.0.0", "5.1.10", "5.2.3"));
  }
}
