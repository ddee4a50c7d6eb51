package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** RestTemplate of Spring 5 on Apache HttpClient 4. */
class RestTemplateApache4GateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(spring("5.0.20.RELEASE"), spring("5.2.25.RELEASE"), spring("5.3.39"));

  private static TestClient spring(String version) {
    return new TestClient(
        version,
        "RestTemplateApache4Sender",
        "resttemplate5",
        List.of(
            "org.springframework:spring-web:" + version,
            "org.apache.httpcomponents:httpclient:4.5.14"));
  }

  @Override
  List<TestClient> versions() {
    return VERSIONS;
  }

  @Override
  boolean hasOwnGate() {
    return false;
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.of(
        Sender.Kind.NONE,
        Sender.Kind.BYTES,
        Sender.Kind.FIXED_STREAM,
        Sender.Kind.CHUNKED_STREAM,
        Sender.Kind.FILE,
        Sender.Kind.FAILING);
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS);
  }

  @Override
  String ownFailure() {
    return "org.springframework.web.client.ResourceAccessException";
  }

  @Override
  String ownLaterFailure() {
    return null; // there are no asynchronous calls
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false; // checked for HttpClient itself
  }
}
