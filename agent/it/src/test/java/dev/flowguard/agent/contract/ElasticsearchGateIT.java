package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The low-level REST client of Elasticsearch 7 and 8, on Apache HttpAsyncClient 4. */
class ElasticsearchGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(elasticsearch("7.0.0"), elasticsearch("7.17.9"), elasticsearch("8.19.25"));

  private static TestClient elasticsearch(String version) {
    return new TestClient(
        version,
        "ElasticsearchSender",
        "elasticsearch",
        List.of("org.elasticsearch.client:elasticsearch-rest-client:" + version));
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
    return EnumSet.of(Sender.Kind.NONE, Sender.Kind.BYTES);
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS);
  }

  @Override
  String ownFailure() {
    return "java.io.IOException";
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false; // it follows none with a body
  }
}
