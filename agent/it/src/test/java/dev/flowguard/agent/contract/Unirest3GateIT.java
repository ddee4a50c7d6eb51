package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Unirest 3, on Apache HttpClient 4 and HttpAsyncClient 4. */
class Unirest3GateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(unirest("3.1.04"), unirest("3.11.13"), unirest("3.14.5"));

  private static TestClient unirest(String version) {
    return new TestClient(
        version, "Unirest3Sender", "unirest3", List.of("com.konghq:unirest-java:" + version));
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
    return "kong.unirest.UnirestException";
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false; // it follows none with a body
  }
}
