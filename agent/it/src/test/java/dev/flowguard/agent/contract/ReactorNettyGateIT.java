package dev.flowguard.agent.contract;

/** Reactor Netty, whose requests pass the gate of Netty. */
class ReactorNettyGateIT extends OnNettyContract {
  ReactorNettyGateIT() {
    super(
        "ReactorNettySender",
        "reactornetty",
        "io.projectreactor.netty:reactor-netty-http",
        "1.0.48",
        "1.1.31",
        "1.2.18",
        "1.3.8");
  }

  /** Event loops judge. */
  @Override
  boolean judgesOnCallersThread() {
    return false;
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return true;
  }
}
