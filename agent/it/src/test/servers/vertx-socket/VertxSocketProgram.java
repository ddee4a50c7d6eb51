package dev.flowguard.agent.contract;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.CompletableFuture;

/** WebSockets of Vert.x. */
final class VertxSocketProgram implements ServerProgram {
  private static final int LARGEST = 1 << 20;

  @Override
  public int start() throws Exception {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxWebSocketFrameSize(LARGEST)
            .setMaxWebSocketMessageSize(LARGEST)
            .setPerMessageWebSocketCompressionSupported(true);
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Vertx.vertx()
        .createHttpServer(options)
        .webSocketHandler(VertxSocketProgram::serve)
        .listen(0, "localhost")
        .onComplete(
            listening -> {
              if (listening.succeeded()) {
                port.complete(listening.result().actualPort());
              } else {
                port.completeExceptionally(listening.cause());
              }
            });
    return port.get();
  }

  private static void serve(ServerWebSocket socket) {
    ServedSocket served = ServedSocket.of(socket.uri());
    if (served.isPartial()) {
      socket.frameHandler(
          frame -> {
            if (!frame.isClose()) {
              socket.writeTextMessage(served.answer(frame.binaryData().getBytes()));
            }
          });
    } else {
      socket.textMessageHandler(text -> socket.writeTextMessage(served.answer(text)));
      socket.binaryMessageHandler(
          bytes -> socket.writeTextMessage(served.answer(bytes.getBytes())));
    }
  }
}
