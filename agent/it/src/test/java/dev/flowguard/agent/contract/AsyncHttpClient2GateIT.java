package dev.flowguard.agent.contract;

/** AsyncHttpClient 2. */
class AsyncHttpClient2GateIT extends GateContract {

  AsyncHttpClient2GateIT() {
    super(
        Family.asyncHttpClient("2.1.0", "2.10.5", "2.15.0")
            .doesNotSend(
                "without the guard too, failing bodies were seen to keep connections from the pool",
                Sender.Kind.FAILING)
            .cannot("it speaks HTTP/1.1 only", Ability.HTTP2));
  }
}
