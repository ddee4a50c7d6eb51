package dev.flowguard.agent.contract;

import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
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
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Spring's WebClient on {@code java.net.http}. */
final class WebClientSender implements Sender {
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.ALWAYS)
          .authenticator(
              new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                  return new PasswordAuthentication("user", "word".toCharArray());
                }
              })
          .build();

  @Override
  public int send(Request request) throws Exception {
    return sendWithin(request, 20_000);
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    Integer status = call(request, millis).block(Duration.ofSeconds(20));
    return status == null ? 0 : status;
  }

  @Override
  public int sendLater(Request request) throws Exception {
    AtomicInteger ends = new AtomicInteger();
    try {
      return call(request, 20_000)
          .doOnTerminate(ends::incrementAndGet)
          .toFuture()
          .get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (ends.get() != 1) {
        throw new IllegalStateException("ended " + ends + " times", e);
      }
      throw e;
    }
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    CompletableFuture<Integer> answer = call(request, 20_000).toFuture();
    try {
      return answer.get(500, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      return answer.get(20, TimeUnit.SECONDS);
    }
  }

  private Mono<Integer> call(Request request, int millis) throws Exception {
    JdkClientHttpConnector connector = new JdkClientHttpConnector(client);
    WebClient.RequestBodySpec call =
        WebClient.builder()
            .clientConnector(connector)
            .build()
            .method(HttpMethod.valueOf(request.method()))
            .uri(URI.create(request.url()));
    request.headers().forEach(call::header);
    body(request, call);
    return call.exchangeToMono(
            answer -> answer.releaseBody().thenReturn(answer.statusCode().value()))
        .timeout(Duration.ofMillis(millis));
  }

  private static void body(Request request, WebClient.RequestBodySpec call) throws Exception {
    byte[] body = request.body();
    switch (request.kind()) {
      case NONE:
        return;
      case BYTES:
        call.bodyValue(body);
        return;
      case FILE:
        Path file = Files.createTempFile("body", null);
        file.toFile().deleteOnExit();
        Files.write(file, body);
        call.bodyValue(new FileSystemResource(file));
        return;
      case FIXED_STREAM:
        call.contentLength(body.length);
        break;
      case LYING:
        call.contentLength(body.length + 10);
        break;
      default:
        break;
    }
    call.body(BodyInserters.fromDataBuffers(pieces(request)));
  }

  private static Flux<DataBuffer> pieces(Request request) {
    byte[] body = request.body();
    Mono<DataBuffer> first = piece(Arrays.copyOf(body, request.split()));
    Mono<DataBuffer> second = piece(Arrays.copyOfRange(body, request.split(), body.length));
    switch (request.kind()) {
      case ASYNCHRONOUS:
        return Flux.concat(first, rest(request)).publishOn(Schedulers.parallel());
      case FAILING:
        return Flux.concat(first, Mono.error(new IOException("the caller's own failure")));
      case ENDLESS:
        return Flux.concat(first, Mono.never());
      default:
        return Flux.concat(first, second);
    }
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

  private static Mono<DataBuffer> piece(byte[] bytes) {
    return Mono.fromSupplier(() -> DefaultDataBufferFactory.sharedInstance.wrap(bytes));
  }
}
