package dev.flowguard.agent.contract;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.NettyOutbound;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;

/** Compiled against each version of Reactor Netty. */
final class ReactorNettySender implements Sender {
  static {
    LeakLog.watch();
  }

  private final HttpClient client = client();

  private static HttpClient client() {
    HttpClient client =
        HttpClient.create(
                ConnectionProvider.builder("one")
                    .maxConnections(1)
                    .pendingAcquireMaxCount(-1) // many threads may wait for the one
                    .build())
            .resolver(DefaultAddressResolverGroup.INSTANCE)
            .followRedirect(
                (request, response) -> {
                  int status = response.status().code();
                  return status == 302 || status == 307 || status == 308;
                })
            .responseTimeout(Duration.ofSeconds(20))
            .proxyWithSystemProperties();
    client = Sender.isHttp2() ? client.protocol(HttpProtocol.H2) : client;
    return client.secure(SslProvider.defaultClientProvider());
  }

  @Override
  public int send(Request request) throws Exception {
    try {
      Integer status = exchange(client, request).block(Duration.ofSeconds(20));
      LeakLog.check();
      return status;
    } catch (RuntimeException e) {
      LeakLog.check();
      Throwable cause = reactor.core.Exceptions.unwrap(e);
      throw cause instanceof Exception ? (Exception) cause : e;
    }
  }

  @Override
  public int sendLater(Request request) throws Exception {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    int[] signals = {0};
    exchange(client, request)
        .subscribe(
            status -> {
              signals[0]++;
              answer.complete(status);
            },
            failure -> {
              signals[0]++;
              answer.completeExceptionally(failure);
            });
    try {
      return answer.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (signals[0] != 1) {
        throw new IllegalStateException("signalled " + signals[0] + " times", e);
      }
      throw e;
    }
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    CompletableFuture<Integer> answer = exchange(client, request).toFuture();
    Thread.sleep(500);
    answer.cancel(false);
    return answer.get(20, TimeUnit.SECONDS);
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    try {
      return exchange(client.responseTimeout(Duration.ofMillis(millis)), request)
          .block(Duration.ofSeconds(20));
    } catch (RuntimeException e) {
      Throwable cause = reactor.core.Exceptions.unwrap(e);
      throw cause instanceof Exception ? (Exception) cause : e;
    }
  }

  private static Mono<Integer> exchange(HttpClient client, Request request) {
    Sinks.Empty<Void> answered = Sinks.empty();
    return client
        .headers(
            headers -> {
              request.headers().forEach(headers::set);
              long length = length(request);
              if (length >= 0) {
                headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
              }
            })
        .request(HttpMethod.valueOf(request.method()))
        .uri(request.url())
        .send((head, out) -> body(request, answered.asMono(), out))
        .response(
            (response, body) -> {
              answered.tryEmitEmpty();
              return body.then(Mono.just(response.status().code()));
            })
        .single()
        .flatMap(
            status ->
                status == 401 && !request.headers().containsKey("Authorization")
                    ? exchange(client, withCredentials(request))
                    : Mono.just(status));
  }

  private static Request withCredentials(Request request) {
    java.util.Map<String, String> headers = new java.util.LinkedHashMap<>(request.headers());
    headers.put(
        "Authorization",
        "Basic "
            + Base64.getEncoder().encodeToString("user:word".getBytes(StandardCharsets.US_ASCII)));
    return new Request(
        request.method(), request.url(), headers, request.kind(), request.body(), request.split());
  }

  private static long length(Request request) {
    switch (request.kind()) {
      case FIXED_STREAM:
      case FILE:
        return request.body().length;
      case LYING:
        return request.body().length + 10;
      default:
        return -1;
    }
  }

  private static Publisher<Void> body(Request request, Mono<Void> answered, NettyOutbound out) {
    byte[] bytes = request.body();
    Mono<ByteBuf> first = Mono.fromSupplier(() -> Unpooled.copiedBuffer(bytes, 0, request.split()));
    Mono<ByteBuf> second =
        Mono.fromSupplier(
            () -> Unpooled.copiedBuffer(bytes, request.split(), bytes.length - request.split()));
    switch (request.kind()) {
      case NONE:
        return out;
      case BYTES:
        return out.send(Mono.fromSupplier(() -> Unpooled.copiedBuffer(bytes)));
      case FIXED_STREAM:
      case CHUNKED_STREAM:
        return out.send(Flux.concat(first, second), each -> true);
      case LYING:
        return out.send(Flux.concat(first, second));
      case ASYNCHRONOUS:
        return out.send(Flux.concat(first, rest(request)), each -> true);
      case AWAITING_ANSWER:
        return out.send(
            Flux.concat(first, answered.thenMany(Flux.defer(() -> rest(request)))), each -> true);
      case FAILING:
        return out.send(
            Flux.concat(first, Mono.error(new IOException("the caller's own failure"))),
            each -> true);
      case ENDLESS:
        return out.send(Flux.concat(first, Mono.never()), each -> true);
      case FILE:
        return out.sendFile(file(bytes));
      default:
        throw new UnsupportedOperationException(request.kind().name());
    }
  }

  private static Flux<ByteBuf> rest(Request request) {
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
        .map(Unpooled::wrappedBuffer);
  }

  private static Path file(byte[] bytes) {
    try {
      Path file = Files.createTempFile("body", null);
      file.toFile().deleteOnExit();
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
