package dev.flowguard.agent.contract;

/** Retrofit, on OkHttp. */
class RetrofitGateIT extends GateContract {

  RetrofitGateIT() {
    super(
        Abilities.of(
                TestClient.versions(
                    "RetrofitSender",
                    "retrofit",
                    "com.squareup.retrofit2:retrofit",
                    "2.9.0",
                    "2.12.0",
                    "3.0.0"))
            .on("OkHttp")
            .doesNotSend("bodies are written on the calling thread", Sender.Kind.ASYNCHRONOUS)
            .cannotIn(
                client -> !client.version().startsWith("3."),
                "OkHttp 3.14, below Retrofit 2, follows a 307 and a 308 of GET and HEAD only",
                Ability.BODY_AFTER_REDIRECT)
            .cannotIn(
                client -> !client.version().startsWith("3."),
                "OkHttp 3.14, below Retrofit 2, keeps a connection that cancelling has closed",
                Ability.CANCELLING));
  }
}
