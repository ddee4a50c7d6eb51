package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Helidon's WebClient: callers write on their own threads, mostly virtual ones. */
class HelidonGateIT extends GateContract {
  private static final List<TestClient> VERSIONS =
      Stream.of("4.0.8", "4.2.3", "4.5.0").map(HelidonGateIT::helidon).toList();

  private static TestClient helidon(String version) {
    String group = "io.helidon.webclient:helidon-webclient";
    return new TestClient(
        version,
        "HelidonSender",
        "helidon",
        List.of(group + ":" + version, group + "-http2:" + version));
  }

  @Override
  List<TestClient> versions() {
    return VERSIONS;
  }

  @Override
  int oldestJdk(TestClient client) {
    return 21;
  }

  @Override
  Set<Sender.Kind> kinds() {
    // Nothing ends a call from another thread while its body is written: no endless ones.
    return EnumSet.complementOf(
        EnumSet.of(Sender.Kind.ASYNCHRONOUS, Sender.Kind.DUPLEX, Sender.Kind.ENDLESS));
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    // 4.0 does not find its HTTP/2 over TLS, with the guard or without.
    return client.version().startsWith("4.0.")
        ? EnumSet.of(Scheme.HTTP, Scheme.HTTPS)
        : EnumSet.allOf(Scheme.class);
  }

  @Override
  String ownFailure() {
    return "java.io.UncheckedIOException";
  }

  @Override
  String ownLaterFailure() {
    return null;
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    // Helidon knows 307 and 308 by their own reason phrases only; the server has another.
    return false;
  }

  @Override
  boolean expectsContinue() {
    return true;
  }

  @Override
  boolean hasTimeouts() {
    return true;
  }
}
