package dev.flowguard.agent.contract;

/** Reactor Netty, on Netty's gates. */
class ReactorNettyGateIT extends GateContract {

  ReactorNettyGateIT() {
    super(
        Family.onNetty(
                "ReactorNettySender",
                "reactornetty",
                "io.projectreactor.netty:reactor-netty-http",
                "1.0.48",
                "1.1.31",
                "1.2.18",
                "1.3.8")
            .alsoSends(Sender.Kind.AWAITING_ANSWER)
            .cannot("its sender does not ask for it", Ability.EXPECT));
  }
}
