package dev.flowguard.agent.contract;

/** Spring's WebClient on its connector for {@code java.net.http}. */
class WebClientOnJdkGateIT extends GateContract {

  WebClientOnJdkGateIT() {
    super(
        Abilities.of(
                TestClient.versions(
                    "WebClientSender",
                    "spring-webclient",
                    "org.springframework:spring-webflux",
                    "6.0.23",
                    "6.2.19",
                    "7.0.10"))
            .on("java.net.http")
            .failsWith("org.springframework.web.reactive.function.client.WebClientRequestException")
            .cannot("tried with the client below", Ability.EXPECT));
  }
}
