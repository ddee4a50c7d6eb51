package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** HttpClient 5 with its cache, which hands on what it does not answer. */
class Apache5CacheGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      Stream.of("5.0", "5.3.1", "5.6.5").map(Apache5CacheGateIT::version).toList();

  private static TestClient version(String version) {
    return new TestClient(
        version,
        "Apache5CacheSender",
        "apache5stack",
        List.of(
            "org.apache.httpcomponents.client5:httpclient5-cache:" + version,
            "org.apache.httpcomponents.client5:httpclient5-fluent:" + version));
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
        Sender.Kind.FILE,
        Sender.Kind.FIXED_STREAM,
        Sender.Kind.CHUNKED_STREAM);
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS); // the blocking client speaks no HTTP/2
  }

  @Override
  String ownFailure() {
    return "org.apache.hc.client5.http.ClientProtocolException";
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
