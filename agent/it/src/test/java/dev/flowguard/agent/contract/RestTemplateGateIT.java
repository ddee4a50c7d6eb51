package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Spring's RestTemplate stands on {@code HttpURLConnection} unless it is told otherwise. */
class RestTemplateGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(
          new TestClient(
              "5.3.39",
              "RestTemplateSender",
              "spring-resttemplate",
              List.of("org.springframework:spring-web:5.3.39")),
          new TestClient(
              "6.0.23",
              "RestTemplateSender",
              "spring-resttemplate",
              List.of("org.springframework:spring-web:6.0.23")),
          new TestClient(
              "6.2.19",
              "RestTemplateSender",
              "spring-resttemplate",
              List.of("org.springframework:spring-web:6.2.19")),
          new TestClient(
              "7.0.10",
              "RestTemplateSender",
              "spring-resttemplate",
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
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS);
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
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false;
  }

  @Override
  boolean hasTimeouts() {
    return true;
  }
}
