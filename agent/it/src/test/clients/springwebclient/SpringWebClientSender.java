package dev.flowguard.agent.contract;

import io.netty.resolver.DefaultAddressResolverGroup;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** WebClient on Reactor Netty, with a pool of one and the resolver of the JDK. */
final class SpringWebClientSender implements Sender {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient netty =
      HttpClient.create(ConnectionProvider.create("one", 1))
          .resolver(DefaultAddressResolverGroup.INSTANCE)
          .protocol(Sender.isHttp2() ? HttpProtocol.H2 : HttpProtocol.HTTP11)
          .responseTimeout(PATIENCE)
          .followRedirect(true);
  private final WebClient client = on(netty);

  private static WebClient on(HttpClient netty) {
    return WebClient.builder().clientConnector(new ReactorClientHttpConnector(netty)).build();
  }

  @Override
  public int send(Request request) throws Exception {
    return status(client, request).block(PATIENCE);
  }

  @Override
  public int sendLater(Request request) throws Exception {
    AtomicInteger ends = new AtomicInteger();
    try {
      return status(client, request)
          .doOnError(failure -> ends.incrementAndGet())
          .toFuture()
          .get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (ends.get() != 1) {
        throw new IllegalStateException("failed " + ends + " times", e);
      }
      throw e;
    }
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    CompletableFuture<Integer> answer = status(client, request).toFuture();
    try {
      return answer.get(500, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      return answer.get(60, TimeUnit.SECONDS);
    }
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    HttpClient hasty = netty.responseTimeout(Duration.ofMillis(millis));
    return status(on(hasty), request).block(PATIENCE);
  }

  private static Mono<Integer> status(WebClient client, Request request) throws IOException {
    WebClient.RequestBodySpec spec =
        client.method(HttpMethod.valueOf(request.method())).uri(URI.create(request.url()));
    request.headers().forEach((name, value) -> spec.header(name, value));
    return body(spec, request)
        .exchangeToMono(
            response -> response.releaseBody().thenReturn(response.statusCode().value()));
  }

  private static WebClient.RequestHeadersSpec<?> body(
      WebClient.RequestBodySpec spec, Request request) throws IOException {
    byte[] body = request.body();
    int split = request.split();
    Mono<DataBuffer> first = piece(body, 0, split);
    Mono<DataBuffer> second = piece(body, split, body.length);
    switch (request.kind()) {
      case NONE:
        return spec;
      case BYTES:
        return spec.bodyValue(body);
      case FIXED_STREAM:
        return stream(spec.contentLength(body.length), first.concatWith(second));
      case CHUNKED_STREAM:
        return stream(spec, first.concatWith(second));
      case FILE:
        Path file = Files.createTempFile("body", null);
        file.toFile().deleteOnExit();
        Files.write(file, body);
        return spec.body(BodyInserters.fromResource(new FileSystemResource(file)));
      case ASYNCHRONOUS:
        return stream(spec, first.concatWith(rest(request)));
      case FAILING:
        return stream(
            spec, first.concatWith(Mono.error(new IOException("the caller's own failure"))));
      case LYING:
        return stream(spec.contentLength(body.length + 10), first.concatWith(second));
      case ENDLESS:
        return stream(spec, first.concatWith(Mono.never()));
      default:
        throw new UnsupportedOperationException("WebClient has no duplex bodies");
    }
  }

  private static WebClient.RequestHeadersSpec<?> stream(
      WebClient.RequestBodySpec spec, Flux<DataBuffer> pieces) {
    return spec.body(BodyInserters.fromDataBuffers(pieces));
  }

  private static Flux<DataBuffer> rest(Request request) {
    return Flux.<byte[]>create(
            sink ->
                Sender.restLater(
                    request,
                    (piece, isLast) -> {
                      sink.next(piece);
                      if (isLast) {
                        sink.complete();
                      }
                    }))
        .map(DefaultDataBufferFactory.sharedInstance::wrap);
  }

  private static Mono<DataBuffer> piece(byte[] body, int from, int to) {
    return Mono.fromSupplier(
        () -> DefaultDataBufferFactory.sharedInstance.wrap(Arrays.copyOfRange(body, from, to)));
  }
}
