package dev.flowguard.agent.contract;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** gRPC of Vert.x, which stands on its own HTTP/2. Each line of the body is a message. */
final class VertxGrpcSender implements Sender {
  private final GrpcClient client;

  VertxGrpcSender() {
    System.setProperty("vertx.disableDnsResolver", "true");
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setProtocolVersion(HttpVersion.HTTP_2);
    client = GrpcClient.client(Vertx.vertx(), options);
  }

  @Override
  public int send(Request request) throws Exception {
    URI url = URI.create(request.url());
    try {
      client
          .request(SocketAddress.inetSocketAddress(url.getPort(), url.getHost()))
          .compose(call -> exchange(call, url, request))
          .toCompletionStage()
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
      return 200;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    }
  }

  private static Future<Void> exchange(
      GrpcClientRequest<Buffer, Buffer> call, URI url, Request request) {
    call.fullMethodName(url.getPath().substring(1));
    String encoding = request.headers().get("grpc-encoding");
    if (encoding != null) {
      call.encoding(encoding);
    }
    Future<Void> written = Future.succeededFuture();
    for (String line : new String(request.body(), StandardCharsets.US_ASCII).split("\n")) {
      written = written.compose(before -> call.write(Buffer.buffer(line)));
    }
    Future<Void> ended = written.compose(before -> call.end());
    Future<Void> answered = call.response().compose(VertxGrpcSender::end);
    return Future.all(ended, answered).mapEmpty();
  }

  private static Future<Void> end(GrpcClientResponse<Buffer, Buffer> response) {
    response.handler(message -> {});
    return response
        .end()
        .compose(
            done ->
                response.status() == GrpcStatus.OK
                    ? Future.succeededFuture()
                    : Future.failedFuture(new IOException("status " + response.status())));
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("awaits each answer");
  }
}
