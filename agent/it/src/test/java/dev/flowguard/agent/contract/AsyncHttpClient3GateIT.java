package dev.flowguard.agent.contract;

/** AsyncHttpClient 3. */
class AsyncHttpClient3GateIT extends GateContract {

  AsyncHttpClient3GateIT() {
    super(
        Family.asyncHttpClient("3.0.0", "3.0.6", "3.0.13")
            .cannotIn(
                client -> !client.version().equals("3.0.13"), "HTTP/2 came later", Ability.HTTP2));
  }
}
