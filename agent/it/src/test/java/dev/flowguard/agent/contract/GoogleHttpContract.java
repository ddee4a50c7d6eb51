package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** google-http-client, whose transports have gates of their own. */
abstract class GoogleHttpContract extends GateContract {
  private final List<TestClient> versions;

  GoogleHttpContract(String sender) {
    this.versions =
        Stream.of("1.38.0", "1.43.3", "2.2.0").map(version -> google(sender, version)).toList();
  }

  private static TestClient google(String sender, String version) {
    return new TestClient(
        version,
        sender,
        "googlehttp",
        List.of("com.google.http-client:google-http-client-apache-v2:" + version));
  }

  @Override
  List<TestClient> versions() {
    return versions;
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
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false; // not all versions know 308
  }
}
