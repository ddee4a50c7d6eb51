package dev.flowguard.agent.contract;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Vert.x and its router; HTTP/1.1, and HTTP/2 in clear text. */
final class VertxProgram implements ServerProgram {
  @Override
  public int start() throws Exception {
    Vertx vertx = Vertx.vertx();
    Router router = Router.router(vertx);
    Path uploads = Files.createTempDirectory("uploads");
    router
        .routeWithRegex(".*/(json|parts)")
        .handler(BodyHandler.create(uploads.toString()).setDeleteUploadedFilesOnEnd(true));
    router.routeWithRegex("/(out|other-out)/.*").handler(VertxProgram::answer);
    router.route().handler(VertxProgram::serve);
    CompletableFuture<Integer> port = new CompletableFuture<>();
    vertx
        .createHttpServer(
            new HttpServerOptions().setDecompressionSupported(true).setCompressionSupported(true))
        .requestHandler(router)
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

  private static void serve(RoutingContext context) {
    HttpServerRequest request = context.request();
    switch (ServedApplication.how(request.path())) {
      case "json":
        answer(context, context.body().asJsonObject().getString("message").getBytes());
        break;
      case "parts":
        answer(context, uploaded(context));
        break;
      case "stream":
        Buffer read = Buffer.buffer();
        request.handler(read::appendBuffer);
        request.endHandler(end -> answer(context, read.getBytes()));
        break;
      case "half":
        half(context);
        break;
      default:
        request.body().onComplete(body -> answer(context, body.result().getBytes()));
        break;
    }
  }

  private static void answer(RoutingContext context) {
    context
        .request()
        .body()
        .onComplete(
            text -> {
              String path = context.request().path();
              answer(context, new WrittenAnswer(path, leakTo(context), text.result().getBytes()));
            });
  }

  private static void answer(RoutingContext context, WrittenAnswer answer) {
    HttpServerResponse response = context.response().putHeader("Content-Type", answer.type());
    if (answer.hasLength()) {
      response.putHeader("Content-Length", Integer.toString(answer.all().length));
    } else {
      response.setChunked(true);
    }
    if (answer.how().equals("full")) {
      response.end(Buffer.buffer(answer.next())).onComplete(written -> answer.written());
    } else {
      next(response, answer);
    }
  }

  /** Writes the next piece when the one before has left. */
  private static void next(HttpServerResponse response, WrittenAnswer answer) {
    if (!answer.hasNext()) {
      response.end();
      return;
    }
    response
        .write(Buffer.buffer(answer.next()))
        .onComplete(
            written -> {
              answer.written();
              next(response, answer);
            });
  }

  private static byte[] uploaded(RoutingContext context) {
    for (FileUpload each : context.fileUploads()) {
      if (each.name().equals("file")) {
        try {
          return Files.readAllBytes(Path.of(each.uploadedFileName()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    throw new IllegalStateException("no file");
  }

  /** Sends on what it has before the rest has come. */
  private static void half(RoutingContext context) {
    HttpServerRequest request = context.request();
    int half = Integer.parseInt(request.getHeader("Content-Length")) / 2;
    Buffer read = Buffer.buffer();
    String[] answer = {null};
    request.handler(
        piece -> {
          read.appendBuffer(piece);
          if (answer[0] == null && read.length() >= half) {
            answer[0] = ServedApplication.leak(leakTo(context), read.getBytes(0, half));
          }
        });
    request.endHandler(end -> context.response().end(answer[0]));
  }

  private static void answer(RoutingContext context, byte[] read) {
    String answer = ServedApplication.leak(leakTo(context), read);
    context.response().end(Buffer.buffer(answer.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String leakTo(RoutingContext context) {
    return context.request().getHeader(ServedApplication.LEAK_TO);
  }
}
