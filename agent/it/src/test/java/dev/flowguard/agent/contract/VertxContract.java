package dev.flowguard.agent.contract;

/** The client of Vert.x, which stands on Netty's gates. */
abstract class VertxContract extends OnNettyContract {
  VertxContract(String... versions) {
    super("VertxSender", "vertx", "io.vertx:vertx-core", versions);
  }

  @Override
  String ownFailure() {
    return setup.scheme() == Scheme.HTTP2
        ? "io.netty.handler.codec.http2.Http2Exception$StreamException"
        : super.ownFailure();
  }

  /** Only requests without a body are sent on. */
  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false;
  }
}
