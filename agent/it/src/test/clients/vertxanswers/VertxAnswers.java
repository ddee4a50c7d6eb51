package dev.flowguard.agent.contract;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reads answers by Vert.x 4 or 5, which asks for gzip and takes it off itself. */
final class VertxAnswers implements AnswerReader {
  private final HttpClient client;

  VertxAnswers() throws ReflectiveOperationException {
    System.setProperty("vertx.disableDnsResolver", "true");
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(Sender.isHttp2() ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
            .setHttp2ClearTextUpgrade(Boolean.getBoolean("contract.upgrade"));
    for (Method each : HttpClientOptions.class.getMethods()) {
      if (Set.of("setTryUseCompression", "setDecompressionSupported").contains(each.getName())) {
        each.invoke(options, true);
      }
      if (each.getName().equals("setHttp2ClearTextUpgradeWithPreflightRequest")) {
        each.invoke(options, false);
      }
    }
    client = Vertx.vertx().createHttpClient(options);
  }

  private static RequestOptions options(HttpMethod method, String url) {
    return new RequestOptions().setMethod(method).setAbsoluteURI(url);
  }

  @Override
  public InputStream get(String url) {
    ArrivingBody body = new ArrivingBody();
    client
        .request(options(HttpMethod.GET, url))
        .onSuccess(
            request -> {
              // Before it is sent: what comes before there is a handler is lost.
              request
                  .response()
                  .onSuccess(answer -> read(request, answer, body))
                  .onFailure(body::fail);
              request.end();
            })
        .onFailure(body::fail);
    return body;
  }

  private static void read(
      HttpClientRequest request, HttpClientResponse answer, ArrivingBody body) {
    Context context = Vertx.currentContext();
    body.whenClosed(() -> context.runOnContext(now -> request.reset()));
    answer.handler(piece -> body.add(piece.getBytes()));
    answer.exceptionHandler(body::fail);
    answer.endHandler(end -> body.end());
  }

  @Override
  public byte[] post(String url, byte[] text) throws Exception {
    Buffer first = Buffer.buffer(text).getBuffer(0, text.length / 2);
    Buffer second = Buffer.buffer(text).getBuffer(text.length / 2, text.length);
    return client
        .request(options(HttpMethod.POST, url))
        .compose(
            request -> {
              request.putHeader("Content-Type", "application/json");
              if (url.endsWith("chunked")) {
                request.setChunked(true);
              } else {
                request.putHeader("Content-Length", String.valueOf(text.length));
              }
              request.write(first);
              request.end(second);
              return request.response();
            })
        .compose(answer -> answer.body())
        .map(Buffer::getBytes)
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }
}
