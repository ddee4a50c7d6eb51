package dev.flowguard.agent.contract;

/** The fluent API of HttpClient 5. */
class Apache5FluentGateIT extends GateContract {

  Apache5FluentGateIT() {
    super(Family.apache5("Apache5FluentSender"));
  }
}
