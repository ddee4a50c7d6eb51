package dev.flowguard.agent.contract;

/** The client of Vert.x 4. */
class Vertx4GateIT extends GateContract {

  Vertx4GateIT() {
    super(Family.vertx("4.0.0", "4.3.8", "4.5.36"));
  }
}
