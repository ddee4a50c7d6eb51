package dev.flowguard.agent.contract;

/** The fluent API of HttpClient 5. */
class Apache5FluentGateIT extends Apache5StackContract {
  Apache5FluentGateIT() {
    super("Apache5FluentSender");
  }
}
