package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Ktor's client, whose engines are clients that have gates of their own. */
abstract class KtorGateContract extends GateContract {
  private final List<TestClient> versions;

  /**
   * @param engine as its artifact is named
   * @param versions of Ktor
   */
  KtorGateContract(String engine, String... versions) {
    this.versions = Stream.of(versions).map(version -> ktor(engine, version)).toList();
  }

  @Override
  List<TestClient> versions() {
    return versions;
  }

  private static TestClient ktor(String engine, String version) {
    String artifact = "io.ktor:ktor-client-" + engine + "-jvm:" + version;
    return new TestClient(version, "KtorSender", "ktor", List.of(artifact));
  }

  @Override
  Set<Sender.Kind> kinds() {
    // Streams are written by a coroutine on another thread as it is. Ktor closes a stream whose
    // writer fails before it tells of the failure: without the guard too, it is chance whether the
    // engine sees a failure or the end of a shorter body.
    return EnumSet.complementOf(
        EnumSet.of(Sender.Kind.ASYNCHRONOUS, Sender.Kind.DUPLEX, Sender.Kind.FAILING));
  }

  @Override
  boolean hasOwnGate() {
    return false;
  }

  @Override
  boolean judgesOnCallersThread() {
    return false;
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    // Ktor follows redirects of GET and HEAD.
    return false;
  }

  @Override
  String ownFailure() {
    return "dev.flowguard.api.BlockedRequestException";
  }

  @Override
  boolean writesStreamsByItself() {
    return true;
  }

  @Override
  boolean cancels() {
    return true;
  }

  @Override
  boolean hasTimeouts() {
    return true;
  }
}
