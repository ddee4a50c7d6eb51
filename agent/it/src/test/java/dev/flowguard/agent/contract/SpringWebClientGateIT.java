package dev.flowguard.agent.contract;

import java.util.List;

/** Spring's WebClient on Reactor Netty, which stands on Netty's gates. */
class SpringWebClientGateIT extends GateContract {
  private static final TestClient SPRING_5 = spring("5.3.39", "1.0.0");
  private static final TestClient SPRING_6_0 = spring("6.0.23", "1.1.31");
  private static final TestClient SPRING_6_2 = spring("6.2.19", "1.2.18");
  private static final TestClient SPRING_7 = spring("7.0.10", "1.3.8");

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

  @Override
  List<TestClient> versions() {
    return List.of(SPRING_5, SPRING_6_0, SPRING_6_2, SPRING_7);
  }

  @Override
  String ownFailure() {
    return "org.springframework.web.reactive.function.client.WebClientRequestException";
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return true;
  }

  @Override
  boolean hasOwnGate() {
    return false;
  }

  @Override
  boolean cancels() {
    return true;
  }

  @Override
  boolean hasTimeouts() {
    return true;
  }
}
