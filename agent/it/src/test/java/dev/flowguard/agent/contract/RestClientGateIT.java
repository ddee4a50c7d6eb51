package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Spring's RestClient, on {@code java.net.http}. */
class RestClientGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(
          new TestClient(
              "6.1.21",
              "RestClientSender",
              "spring-restclient",
              List.of("org.springframework:spring-web:6.1.21")),
          new TestClient(
              "6.2.19",
              "RestClientSender",
              "spring-restclient",
              List.of("org.springframework:spring-web:6.2.19")),
          new TestClient(
              "7.0.10",
              "RestClientSender",
              "spring-restclient",
              List.of("org.springframework:spring-web:7.0.10")));

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
        Sender.Kind.LYING);
  }

  @Override
  boolean hasOwnGate() {
    return false;
  }

  @Override
  String ownFailure() {
    return "org.springframework.web.client.ResourceAccessException";
  }

  @Override
  String ownLaterFailure() {
    return null;
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
}
