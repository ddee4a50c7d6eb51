package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The client of Vert.x, which stands on Netty's gates. */
abstract class VertxContract extends GateContract {
  private final List<TestClient> versions;

  VertxContract(String... versions) {
    this.versions =
        Stream.of(versions)
            .map(
                version ->
                    new TestClient(
                        version, "VertxSender", "vertx", List.of("io.vertx:vertx-core:" + version)))
            .toList();
  }

  @Override
  List<TestClient> versions() {
    return versions;
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Sender.Kind.DUPLEX));
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.allOf(Scheme.class);
  }

  @Override
  String ownFailure() {
    return setup.scheme() == Scheme.HTTP2
        ? "io.netty.handler.codec.http2.Http2Exception$StreamException"
        : "dev.flowguard.api.BlockedRequestException";
  }

  @Override
  String ownLaterFailure() {
    return "java.util.concurrent.ExecutionException";
  }

  /** Only requests without a body are sent on. */
  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false;
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
