package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Spring's WebClient on its connector for {@code java.net.http}. */
class WebClientOnJdkGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(
          new TestClient(
              "6.0.23",
              "WebClientSender",
              "spring-webclient",
              List.of("org.springframework:spring-webflux:6.0.23")),
          new TestClient(
              "6.2.19",
              "WebClientSender",
              "spring-webclient",
              List.of("org.springframework:spring-webflux:6.2.19")),
          new TestClient(
              "7.0.10",
              "WebClientSender",
              "spring-webclient",
              List.of("org.springframework:spring-webflux:7.0.10")));

  @Override
  List<TestClient> versions() {
    return VERSIONS;
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.of(
        Sender.Kind.NONE,
        Sender.Kind.BYTES,
        Sender.Kind.FIXED_STREAM,
        Sender.Kind.CHUNKED_STREAM,
        Sender.Kind.FILE,
        Sender.Kind.FAILING,
        Sender.Kind.LYING,
        Sender.Kind.ASYNCHRONOUS,
        Sender.Kind.ENDLESS);
  }

  @Override
  boolean hasOwnGate() {
    return false;
  }

  @Override
  String ownFailure() {
    return "org.springframework.web.reactive.function.client.WebClientRequestException";
  }

  @Override
  boolean judgesOnCallersThread() {
    return false;
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return true;
  }

  @Override
  boolean hasTimeouts() {
    return true;
  }

  @Override
  boolean cancels() {
    return true;
  }
}
