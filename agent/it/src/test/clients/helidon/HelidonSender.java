package dev.flowguard.agent.contract;

import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webclient.api.HttpClientRequest;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.WebClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Helidon 4's WebClient. It is made for virtual threads, and has no asynchronous calls. */
final class HelidonSender implements Sender {
  private final WebClient client =
      WebClient.builder()
          .tls(Tls.builder().sslContext(trusting()).build())
          .protocolPreference(List.of(Sender.isHttp2() ? "h2" : "http/1.1"))
          .connectTimeout(Duration.ofSeconds(20))
          .readTimeout(Duration.ofSeconds(20))
          .followRedirects(true)
          .connectionCacheSize(1)
          .shareConnectionCache(false)
          .build();

  private static SSLContext trusting() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int send(Request request) throws Exception {
    return send(request, 20_000);
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("has no asynchronous calls");
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    return send(request, millis);
  }

  private int send(Request request, int millis) throws Exception {
    HttpClientRequest call =
        client
            .method(Method.create(request.method()))
            .skipUriEncoding(true)
            .uri(URI.create(request.url()))
            .readTimeout(Duration.ofMillis(millis));
    request
        .headers()
        .forEach(
            (name, value) -> {
              // Helidon itself expects a word before each stream, and cannot wait with other
              // bodies.
              if (!name.equals("Expect")) {
                call.header(HeaderNames.create(name), value);
              }
            });
    try (HttpClientResponse response = answer(call, request)) {
      if (response.entity().hasEntity()) {
        response.as(byte[].class);
      }
      return response.status().code();
    }
  }

  private static HttpClientResponse answer(HttpClientRequest call, Request request)
      throws IOException {
    byte[] body = request.body();
    switch (request.kind()) {
      case NONE:
        return call.request();
      case BYTES:
        return call.submit(body);
      case FILE:
        // Helidon sends the name along.
        Path folder = Files.createTempDirectory("body");
        Path file = Files.write(folder.resolve("body.txt"), body);
        folder.toFile().deleteOnExit();
        file.toFile().deleteOnExit();
        return call.submit(file);
      case FIXED_STREAM:
        call.header(HeaderNames.CONTENT_LENGTH, String.valueOf(body.length));
        return call.outputStream(to -> write(to, request));
      case LYING:
        call.header(HeaderNames.CONTENT_LENGTH, String.valueOf(body.length + 10));
        return call.outputStream(to -> write(to, request));
      default:
        return call.outputStream(to -> write(to, request));
    }
  }

  private static void write(OutputStream to, Request request) throws IOException {
    byte[] body = request.body();
    int split = request.split();
    try (to) {
      to.write(body, 0, split);
      to.flush();
      if (request.kind() == Kind.FAILING) {
        throw new IOException("the caller's own failure");
      }
      Sender.rest(
          request,
          (piece, isLast) -> {
            to.write(piece);
            to.flush();
          });
    }
  }
}
