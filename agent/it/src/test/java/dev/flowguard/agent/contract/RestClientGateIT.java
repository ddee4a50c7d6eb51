package dev.flowguard.agent.contract;

/** Spring's RestClient, on {@code java.net.http}. */
class RestClientGateIT extends GateContract {

  RestClientGateIT() {
    super(
        Abilities.of(
                TestClient.versions(
                    "RestClientSender",
                    "spring-restclient",
                    "org.springframework:spring-web",
                    "6.1.21",
                    "6.2.19",
                    "7.0.10"))
            .on("java.net.http")
            .failsWith("org.springframework.web.client.ResourceAccessException")
            .sendsOnly(
                Sender.Kind.NONE,
                Sender.Kind.BYTES,
                Sender.Kind.FIXED_STREAM,
                Sender.Kind.CHUNKED_STREAM,
                Sender.Kind.FILE,
                Sender.Kind.FAILING,
                Sender.Kind.LYING)
            .cannot("it has blocking calls only", Ability.ASYNCHRONOUS_CALLS, Ability.CANCELLING)
            .cannot("tried with the client below", Ability.EXPECT));
  }
}
