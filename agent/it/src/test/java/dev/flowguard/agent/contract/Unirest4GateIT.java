package dev.flowguard.agent.contract;

/** Unirest 4, on the JDK's client. */
class Unirest4GateIT extends GateContract {

  Unirest4GateIT() {
    super(
        Abilities.of(
                TestClient.versions(
                    "Unirest4Sender",
                    "unirest4",
                    "com.konghq:unirest-java-core",
                    "4.0.0",
                    "4.4.5",
                    "4.10.1"))
            .on("java.net.http")
            .failsWith("kong.unirest.core.UnirestException")
            .sendsOnly(Sender.Kind.NONE, Sender.Kind.BYTES)
            .cannot(
                "its asynchronous calls make a response of each failure, with status 542",
                Ability.ASYNCHRONOUS_CALLS)
            .cannot(
                "tried with the client below",
                Ability.CANCELLING,
                Ability.TIMEOUTS,
                Ability.EXPECT,
                Ability.BODY_AFTER_REDIRECT));
  }
}
