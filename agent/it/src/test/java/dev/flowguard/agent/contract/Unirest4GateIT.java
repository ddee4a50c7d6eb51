package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Unirest 4, on the JDK's client. */
class Unirest4GateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(unirest("4.0.0"), unirest("4.4.5"), unirest("4.10.1"));

  private static TestClient unirest(String version) {
    return new TestClient(
        version, "Unirest4Sender", "unirest4", List.of("com.konghq:unirest-java-core:" + version));
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
  String ownFailure() {
    return "kong.unirest.core.UnirestException";
  }

  @Override
  String ownLaterFailure() {
    return null; // its asynchronous calls make a response of each failure, with status 542
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false; // checked for the JDK's client itself
  }
}
