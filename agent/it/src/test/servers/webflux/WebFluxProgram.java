package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;

/** Spring WebFlux with functional routes, on Reactor Netty. */
final class WebFluxProgram implements ServerProgram {
  private static final int LARGEST = 16 << 20;

  @Override
  public int start() {
    HandlerStrategies strategies =
        HandlerStrategies.builder()
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LARGEST))
            .build();
    return HttpServer.create()
        .host("localhost")
        .port(0)
        .compress(true)
        .handle(
            new ReactorHttpHandlerAdapter(
                RouterFunctions.toHttpHandler(
                    RouterFunctions.route(RequestPredicates.all(), WebFluxProgram::serve),
                    strategies)))
        .bindNow()
        .port();
  }

  private static Mono<ServerResponse> serve(ServerRequest request) {
    String leakTo = request.headers().firstHeader(ServedApplication.LEAK_TO);
    if (WrittenAnswer.isWanted(request.path())) {
      return request
          .bodyToMono(byte[].class)
          .flatMap(text -> answer(new WrittenAnswer(request.path(), leakTo, text)));
    }
    return read(request)
        .map(read -> ServedApplication.leak(leakTo, read))
        .flatMap(answer -> ServerResponse.ok().bodyValue(answer));
  }

  private static Mono<ServerResponse> answer(WrittenAnswer answer) {
    ServerResponse.BodyBuilder response =
        ServerResponse.ok().contentType(MediaType.parseMediaType(answer.type()));
    if (answer.hasLength()) {
      response.contentLength(answer.all().length);
    }
    return response.build(
        (exchange, context) -> {
          ServerHttpResponse to = exchange.getResponse();
          return to.writeAndFlushWith(
              Flux.range(0, answer.pieces() + 1).map(number -> piece(to, answer, number)));
        });
  }

  /** The next piece is asked for, from a thread that may wait, once the one before is on its way. */
  private static Flux<DataBuffer> piece(ServerHttpResponse to, WrittenAnswer answer, int number) {
    Mono<DataBuffer> piece =
        Mono.fromCallable(
            () -> {
              if (number > 0) {
                awaitEncoded(to);
                answer.written();
              }
              return answer.hasNext() ? to.bufferFactory().wrap(answer.next()) : null;
            });
    return piece.subscribeOn(Schedulers.boundedElastic()).flux();
  }

  /** The thread of the connection compresses and encodes all that it has, then it does this. */
  private static void awaitEncoded(ServerHttpResponse to) {
    HttpServerResponse response = ((AbstractServerHttpResponse) to).getNativeResponse();
    response.withConnection(
        connection ->
            connection.channel().eventLoop().submit(() -> {}).syncUninterruptibly());
  }

  private static Mono<byte[]> read(ServerRequest request) {
    switch (ServedApplication.how(request.path())) {
      case "stream":
        return joined(request.bodyToFlux(DataBuffer.class));
      case "json":
        return request.bodyToMono(Map.class).map(read -> bytes(read.get("message")));
      case "form":
        return request.body(BodyExtractors.toFormData()).map(read -> bytes(read.getFirst("note")));
      case "parts":
        return file(request).flatMap(file -> joined(file.content()));
      case "moved":
        return file(request).flatMap(WebFluxProgram::moved);
      default:
        return request.bodyToMono(byte[].class);
    }
  }

  private static byte[] bytes(Object text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Mono<byte[]> joined(Flux<DataBuffer> pieces) {
    return DataBufferUtils.join(pieces)
        .map(
            all -> {
              byte[] read = new byte[all.readableByteCount()];
              all.read(read);
              DataBufferUtils.release(all);
              return read;
            });
  }

  private static Mono<FilePart> file(ServerRequest request) {
    return request.multipartData().map(parts -> (FilePart) parts.getFirst("file"));
  }

  private static Mono<byte[]> moved(FilePart file) {
    try {
      Path to = Files.createTempFile("moved", ".part");
      return file.transferTo(to)
          .then(
              Mono.fromCallable(
                  () -> {
                    byte[] read = Files.readAllBytes(to);
                    Files.delete(to);
                    return read;
                  }));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
