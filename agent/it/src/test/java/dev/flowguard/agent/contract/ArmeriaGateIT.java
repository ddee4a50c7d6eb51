package dev.flowguard.agent.contract;

/** Armeria, on Netty's gates. */
class ArmeriaGateIT extends GateContract {

  ArmeriaGateIT() {
    super(
        Family.onNetty(
                "ArmeriaSender",
                "armeria",
                "com.linecorp.armeria:armeria",
                "1.16.0",
                "1.28.4",
                "1.40.0")
            .cannot("its sender does not ask for it", Ability.EXPECT)
            .cannot(
                "it hears of a reset, and has an exception of its own for that",
                Ability.REASON_BETWEEN_WRITES)
            .cannot(
                "it follows a 307 with the body, but does not know 308",
                Ability.BODY_AFTER_REDIRECT));
  }
}
