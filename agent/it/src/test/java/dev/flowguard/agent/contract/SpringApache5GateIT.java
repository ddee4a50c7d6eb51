package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Spring's RestTemplate and RestClient on HttpClient 5. */
class SpringApache5GateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      Stream.of("6.1.21", "6.2.19", "7.0.10").map(SpringApache5GateIT::version).toList();

  private static TestClient version(String version) {
    return new TestClient(
        version,
        "SpringApache5Sender",
        "springapache5",
        List.of(
            "org.springframework:spring-web:" + version,
            "org.apache.httpcomponents.client5:httpclient5:"
                + (version.startsWith("7") ? "5.6.5" : "5.4.4")));
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
        Sender.Kind.NONE, Sender.Kind.BYTES, Sender.Kind.FILE, Sender.Kind.CHUNKED_STREAM);
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS); // the blocking client speaks no HTTP/2
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
    return true;
  }
}
