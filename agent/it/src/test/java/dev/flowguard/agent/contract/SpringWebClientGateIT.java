package dev.flowguard.agent.contract;

import java.util.List;

/** Spring's WebClient on Reactor Netty. */
class SpringWebClientGateIT extends GateContract {

  private static TestClient spring(String version, String reactorNetty) {
    return new TestClient(
        version + " on Reactor Netty " + reactorNetty,
        "SpringWebClientSender",
        "springwebclient",
        List.of(
            "org.springframework:spring-webflux:" + version,
            "org.springframework:spring-context:" + version,
            "io.projectreactor.netty:reactor-netty-http:" + reactorNetty));
  }

  SpringWebClientGateIT() {
    super(
        Abilities.of(
                List.of(
                    spring("5.3.39", "1.0.0"),
                    spring("6.0.23", "1.1.31"),
                    spring("6.2.19", "1.2.18"),
                    spring("7.0.10", "1.3.8")))
            .on("Netty")
            .failsWith("org.springframework.web.reactive.function.client.WebClientRequestException")
            .cannot("its sender does not ask for it", Ability.EXPECT));
  }
}
