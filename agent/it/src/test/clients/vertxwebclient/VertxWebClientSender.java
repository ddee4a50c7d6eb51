package dev.flowguard.agent.contract;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The WebClient of Vert.x, which asks for a connection and writes its head on the event loop. */
final class VertxWebClientSender implements Sender {
  private final WebClient client = WebClient.create(Vertx.vertx());

  @Override
  public int send(Request request) throws Exception {
    HttpRequest<Buffer> call =
        client.requestAbs(HttpMethod.valueOf(request.method()), request.url());
    request.headers().forEach(call::putHeader);
    try {
      return call.sendBuffer(Buffer.buffer(request.body()))
          .toCompletionStage()
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS)
          .statusCode();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    }
  }

  @Override
  public int sendLater(Request request) throws Exception {
    return send(request);
  }
}
