package dev.flowguard.agent.contract;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Compiled against Vert.x 4 or 5, with a pool of one and the resolver of the JDK. */
final class VertxSender implements Sender {
  private final Vertx vertx;
  private final HttpClient client;

  VertxSender() throws ReflectiveOperationException {
    System.setProperty("vertx.disableDnsResolver", "true");
    vertx = Vertx.vertx();
    client = clientOfOne(vertx);
  }

  /** Options of the pool moved to a class of their own in 5.0. */
  private static HttpClient clientOfOne(Vertx vertx) throws ReflectiveOperationException {
    HttpClientOptions options =
        new HttpClientOptions()
            .setUseAlpn(Sender.isHttp2())
            .setProtocolVersion(Sender.isHttp2() ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
            .setHttp2ClearTextUpgrade(Boolean.getBoolean("contract.upgrade"));
    askByFirstRequest(options);
    try {
      HttpClientOptions.class.getMethod("setMaxPoolSize", int.class).invoke(options, 1);
      return vertx.createHttpClient(options);
    } catch (NoSuchMethodException e) {
      Class<?> type = Class.forName("io.vertx.core.http.PoolOptions");
      Object pool = type.getConstructor().newInstance();
      type.getMethod("setHttp1MaxSize", int.class).invoke(pool, 1);
      return (HttpClient)
          Vertx.class
              .getMethod("createHttpClient", HttpClientOptions.class, type)
              .invoke(vertx, options, pool);
    }
  }

  /** Later versions ask for an upgrade by a request of their own, unless they are told not to. */
  private static void askByFirstRequest(HttpClientOptions options)
      throws ReflectiveOperationException {
    for (Method each : HttpClientOptions.class.getMethods()) {
      if (each.getName().equals("setHttp2ClearTextUpgradeWithPreflightRequest")) {
        each.invoke(options, false);
      }
    }
  }

  @Override
  public int send(Request request) throws Exception {
    return await(start(request, 60_000, -1));
  }

  @Override
  public int sendLater(Request request) throws Exception {
    AtomicInteger ends = new AtomicInteger();
    try {
      return start(request, 60_000, -1)
          .whenComplete((status, failure) -> ends.incrementAndGet())
          .get(65, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (ends.get() != 1) {
        throw new IllegalStateException("ended " + ends + " times", e);
      }
      throw e;
    }
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    return await(start(request, 60_000, 500));
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    return await(start(request, millis, -1));
  }

  private static int await(CompletableFuture<Integer> status) throws Exception {
    try {
      return status.get(65, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    }
  }

  /**
   * @param resetAfter milliseconds; negative for never
   */
  private CompletableFuture<Integer> start(Request request, long timeout, long resetAfter) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(request.method()))
            .setAbsoluteURI(request.url())
            .setFollowRedirects(true)
            .setTimeout(timeout);
    return client
        .request(options)
        .compose(
            call -> {
              request.headers().forEach((name, value) -> call.putHeader(name, value));
              if (resetAfter >= 0) {
                vertx.setTimer(resetAfter, timer -> call.reset());
              }
              Future<Integer> status =
                  call.response().compose(answer -> answer.body().map(body -> answer.statusCode()));
              try {
                write(request, call);
              } catch (IOException e) {
                return Future.failedFuture(e);
              }
              return status;
            })
        .toCompletionStage()
        .toCompletableFuture();
  }

  private static void write(HttpClientRequest call, byte[] piece, boolean isLast) {
    if (isLast) {
      call.end(Buffer.buffer(piece));
    } else {
      call.write(Buffer.buffer(piece));
    }
  }

  private void write(Request request, HttpClientRequest call) throws IOException {
    Buffer body = Buffer.buffer(request.body());
    Buffer first = body.getBuffer(0, request.split());
    Buffer second = body.getBuffer(request.split(), body.length());
    switch (request.kind()) {
      case NONE:
        call.end();
        break;
      case BYTES:
        call.end(body);
        break;
      case FIXED_STREAM:
        call.putHeader("Content-Length", String.valueOf(body.length()));
        call.write(first);
        call.end(second);
        break;
      case CHUNKED_STREAM:
        call.setChunked(true);
        call.write(first);
        call.end(second);
        break;
      case FILE:
        Path file = Files.createTempFile("body", null);
        file.toFile().deleteOnExit();
        Files.write(file, request.body());
        call.putHeader("Content-Length", String.valueOf(body.length()));
        vertx
            .fileSystem()
            .open(file.toString(), new OpenOptions().setRead(true))
            .onSuccess(open -> call.send(open));
        break;
      case ASYNCHRONOUS:
        call.setChunked(true);
        call.write(first);
        Sender.restLater(request, (piece, isLast) -> write(call, piece, isLast));
        break;
      case AWAITING_ANSWER:
        call.setChunked(true);
        call.write(first);
        call.response()
            .onSuccess(
                answer -> Sender.restLater(request, (piece, isLast) -> write(call, piece, isLast)));
        break;
      case FAILING:
        call.setChunked(true);
        call.write(first);
        call.reset(8, new IOException("the caller's own failure"));
        break;
      case LYING:
        call.putHeader("Content-Length", String.valueOf(body.length() + 10));
        call.write(first);
        call.end(second);
        break;
      case ENDLESS:
        call.setChunked(true);
        call.write(first);
        break;
      default:
        throw new UnsupportedOperationException("no duplex bodies");
    }
  }
}
