package dev.flowguard.agent.contract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

final class JdkHttpSender implements Sender {
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
    return client.send(request(request).build(), BodyHandlers.discarding()).statusCode();
  }

  @Override
  public int sendLater(Request request) throws Exception {
    AtomicInteger completions = new AtomicInteger();
    try {
      return client
          .sendAsync(request(request).build(), BodyHandlers.discarding())
          .whenComplete((response, failure) -> completions.incrementAndGet())
          .get(20, TimeUnit.SECONDS)
          .statusCode();
    } catch (ExecutionException e) {
      if (completions.get() != 1) {
        throw new IllegalStateException("completed " + completions + " times", e);
      }
      throw e;
    }
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request(request).build(), BodyHandlers.discarding());
    try {
      return answer.get(500, TimeUnit.MILLISECONDS).statusCode();
    } catch (TimeoutException e) {
      answer.cancel(true);
      return answer.get(20, TimeUnit.SECONDS).statusCode();
    }
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    HttpRequest hasty = request(request).timeout(Duration.ofMillis(millis)).build();
    return client.send(hasty, BodyHandlers.discarding()).statusCode();
  }

  private static HttpRequest.Builder request(Request request) throws Exception {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(request.url()));
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (name.equals("Expect")) {
                builder.expectContinue(true); // the header itself is not the caller's to set
              } else {
                builder.header(name, value);
              }
            });
    return builder.method(request.method(), publisher(request));
  }

  private static BodyPublisher publisher(Request request) throws Exception {
    byte[] body = request.body();
    int split = request.split();
    byte[] first = Arrays.copyOf(body, split);
    byte[] second = Arrays.copyOfRange(body, split, body.length);
    return switch (request.kind()) {
      case NONE -> BodyPublishers.noBody();
      case BYTES -> BodyPublishers.ofByteArray(body);
      case FIXED_STREAM ->
          BodyPublishers.fromPublisher(
              BodyPublishers.concat(
                  BodyPublishers.ofByteArray(first), BodyPublishers.ofByteArray(second)),
              body.length);
      case CHUNKED_STREAM ->
          BodyPublishers.ofInputStream(
              () ->
                  new SequenceInputStream(new ByteArrayInputStream(first), Sender.restOf(request)));
      case FILE -> {
        Path file = Files.createTempFile("body", null);
        file.toFile().deleteOnExit();
        yield BodyPublishers.ofFile(Files.write(file, body));
      }
      case ASYNCHRONOUS -> later(first, request);
      case FAILING ->
          piecewise(
              first,
              publisher ->
                  publisher.closeExceptionally(new IOException("the caller's own failure")));
      case ENDLESS -> piecewise(first, publisher -> {});
      case LYING ->
          BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body), body.length + 10);
      case DUPLEX, AWAITING_ANSWER ->
          throw new UnsupportedOperationException("java.net.http has no duplex bodies");
    };
  }

  private static BodyPublisher later(byte[] first, Request request) {
    return piecewise(
        first,
        publisher ->
            Sender.restLater(
                request,
                (piece, isLast) -> {
                  publisher.submit(ByteBuffer.wrap(piece));
                  if (isLast) {
                    publisher.close();
                  }
                }));
  }

  /** From a thread of the publisher's own. */
  private static BodyPublisher piecewise(
      byte[] first, Consumer<SubmissionPublisher<ByteBuffer>> andThen) {
    SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>();
    return BodyPublishers.fromPublisher(
        subscriber -> {
          publisher.subscribe(subscriber);
          publisher.submit(ByteBuffer.wrap(first));
          andThen.accept(publisher);
        });
  }
}
