package dev.flowguard.agent.contract;

/** Unirest 3, on Apache HttpClient 4 and HttpAsyncClient 4. */
class Unirest3GateIT extends GateContract {

  Unirest3GateIT() {
    super(
        Abilities.of(
                TestClient.versions(
                    "Unirest3Sender",
                    "unirest3",
                    "com.konghq:unirest-java",
                    "3.1.04",
                    "3.11.13",
                    "3.14.5"))
            .on("Apache HttpClient 4 and HttpAsyncClient 4")
            .failsWith("kong.unirest.UnirestException")
            .sendsOnly(Sender.Kind.NONE, Sender.Kind.BYTES)
            .cannot("it speaks HTTP/1.1 only", Ability.HTTP2)
            .cannot("it follows no redirect of a request with a body", Ability.BODY_AFTER_REDIRECT)
            .cannot(
                "tried with the clients below",
                Ability.CANCELLING,
                Ability.TIMEOUTS,
                Ability.EXPECT));
  }
}
