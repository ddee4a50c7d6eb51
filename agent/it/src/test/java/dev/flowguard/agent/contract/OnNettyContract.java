package dev.flowguard.agent.contract;

import java.util.List;
import java.util.stream.Stream;

/** What most asynchronous clients on Netty's gates have in common. */
abstract class OnNettyContract extends GateContract {
  private final List<TestClient> versions;

  /**
   * @param artifact of the client, as {@code group:name}
   */
  OnNettyContract(String sender, String folder, String artifact, String... versions) {
    this.versions =
        Stream.of(versions)
            .map(
                version ->
                    new TestClient(version, sender, folder, List.of(artifact + ":" + version)))
            .toList();
  }

  @Override
  List<TestClient> versions() {
    return versions;
  }

  @Override
  String ownFailure() {
    return "dev.flowguard.api.BlockedRequestException";
  }

  @Override
  boolean hasOwnGate() {
    return false;
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
