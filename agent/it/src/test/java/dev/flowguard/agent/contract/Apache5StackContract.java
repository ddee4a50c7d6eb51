package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What stands on the blocking HttpClient 5 and reads its bodies from entities. */
abstract class Apache5StackContract extends GateContract {
  private final List<TestClient> versions;

  Apache5StackContract(String sender) {
    this.versions =
        Stream.of("5.0", "5.3.1", "5.6.5").map(version -> client(sender, version)).toList();
  }

  private static TestClient client(String sender, String version) {
    return new TestClient(
        version,
        sender,
        "apache5stack",
        List.of(
            "org.apache.httpcomponents.client5:httpclient5-cache:" + version,
            "org.apache.httpcomponents.client5:httpclient5-fluent:" + version));
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
