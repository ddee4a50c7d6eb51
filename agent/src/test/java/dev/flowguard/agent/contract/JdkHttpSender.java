package dev.flowguard.agent.contract;

import java.io.ByteArrayInputStream;
import java.io.SequenceInputStream;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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
    return client.send(request(request), BodyHandlers.discarding()).statusCode();
  }

  @Override
  public int sendLater(Request request) throws Exception {
    AtomicInteger completions = new AtomicInteger();
    try {
      return client
          .sendAsync(request(request), BodyHandlers.discarding())
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

  private static HttpRequest request(Request request) throws Exception {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(request.url()));
    request.headers().forEach(builder::header);
    return builder.method(request.method(), publisher(request)).build();
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
                  new SequenceInputStream(
                      new ByteArrayInputStream(first), new ByteArrayInputStream(second)));
      case FILE -> {
        Path file = Files.createTempFile("body", null);
        file.toFile().deleteOnExit();
        yield BodyPublishers.ofFile(Files.write(file, body));
      }
      case ASYNCHRONOUS -> later(first, second);
      case DUPLEX -> throw new UnsupportedOperationException("java.net.http has no duplex bodies");
    };
  }

  private static BodyPublisher later(byte[] first, byte[] second) {
    SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>();
    return BodyPublishers.fromPublisher(
        subscriber -> {
          publisher.subscribe(subscriber);
          publisher.submit(ByteBuffer.wrap(first));
          publisher.submit(ByteBuffer.wrap(second));
          publisher.close();
        });
  }
}
