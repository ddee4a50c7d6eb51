package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** Spring's RestClient on {@code java.net.http}. */
final class RestClientSender implements Sender {
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
    JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(client);
    factory.setReadTimeout(Duration.ofMillis(millis));
    RestClient.RequestBodySpec call =
        RestClient.builder()
            .requestFactory(factory)
            .build()
            .method(HttpMethod.valueOf(request.method()))
            .uri(URI.create(request.url()));
    request.headers().forEach(call::header);
    switch (request.kind()) {
      case NONE:
        break;
      case BYTES:
        call.body(request.body());
        break;
      case FILE:
        Path file = Files.createTempFile("body", null);
        file.toFile().deleteOnExit();
        Files.write(file, request.body());
        call.body(new FileSystemResource(file));
        break;
      case FIXED_STREAM:
        call.contentLength(request.body().length).body(streamed(request));
        break;
      case LYING:
        call.contentLength(request.body().length + 10).body(streamed(request));
        break;
      default:
        call.body(streamed(request));
        break;
    }
    return call.exchange((sent, answer) -> answer.getStatusCode().value());
  }

  private static StreamingHttpOutputMessage.Body streamed(Request request) {
    return out -> write(request, out);
  }

  private static void write(Request request, OutputStream out) throws IOException {
    out.write(request.body(), 0, request.split());
    out.flush();
    if (request.kind() == Kind.FAILING) {
      throw new IOException("the caller's own failure");
    }
    Sender.rest(request, out);
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("RestClient has no asynchronous calls");
  }
}
