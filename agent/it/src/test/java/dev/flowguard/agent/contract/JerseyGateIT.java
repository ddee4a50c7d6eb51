package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Jersey's client on its own connector, {@code HttpURLConnection}: of javax up to 2, then of
 * jakarta.
 */
class JerseyGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      List.of(
          jersey("2.35", "jersey-javax"),
          jersey("2.48", "jersey-javax"),
          jersey("3.0.18", "jersey-jakarta"),
          jersey("3.1.12", "jersey-jakarta"),
          jersey("4.0.3", "jersey-jakarta"));

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
    return setup.client().folder().equals("jersey-javax")
        ? "javax.ws.rs.ProcessingException"
        : "jakarta.ws.rs.ProcessingException";
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false;
  }

  @Override
  boolean hasTimeouts() {
    return true;
  }

  private static TestClient jersey(String version, String folder) {
    return new TestClient(
        version,
        "JerseySender",
        folder,
        List.of(
            "org.glassfish.jersey.core:jersey-client:" + version,
            "org.glassfish.jersey.inject:jersey-hk2:" + version));
  }
}
