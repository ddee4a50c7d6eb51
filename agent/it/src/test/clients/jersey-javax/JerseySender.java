package dev.flowguard.agent.contract;

import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.ws.rs.client.Client;
import javax.ws.rs.client.ClientBuilder;
import javax.ws.rs.client.Entity;
import javax.ws.rs.client.Invocation;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.StreamingOutput;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;
import org.glassfish.jersey.client.HttpUrlConnectorProvider;
import org.glassfish.jersey.client.RequestEntityProcessing;

/** Jersey's client on its own connector, {@code HttpURLConnection}. */
final class JerseySender implements Sender {
  private static final int CHUNK = 64;

  private final Client client =
      ClientBuilder.newClient(
          new ClientConfig()
              .connectorProvider(
                  new HttpUrlConnectorProvider().chunkSize(CHUNK).useFixedLengthStreaming()));

  JerseySender() {
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication("user", "word".toCharArray());
          }
        });
  }

  @Override
  public int send(Request request) throws Exception {
    return sendWithin(request, 20_000);
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    Invocation.Builder call = call(request).property(ClientProperties.READ_TIMEOUT, millis);
    try (Response answer =
        request.kind() == Kind.NONE
            ? call.method(request.method())
            : call.method(request.method(), entity(request))) {
      return answer.getStatus();
    }
  }

  @Override
  public int sendLater(Request request) throws Exception {
    Invocation.Builder call = call(request).property(ClientProperties.READ_TIMEOUT, 20_000);
    try (Response answer =
        (request.kind() == Kind.NONE
                ? call.async().method(request.method())
                : call.async().method(request.method(), entity(request)))
            .get(20, TimeUnit.SECONDS)) {
      return answer.getStatus();
    }
  }

  private Invocation.Builder call(Request request) {
    Invocation.Builder call = client.target(URI.create(request.url())).request();
    request.headers().forEach(call::header);
    switch (request.kind()) {
      case FIXED_STREAM:
        return call.header("Content-Length", request.body().length);
      case LYING:
        return call.header("Content-Length", request.body().length + 10);
      case CHUNKED_STREAM:
      case FAILING:
        return call.property(
            ClientProperties.REQUEST_ENTITY_PROCESSING, RequestEntityProcessing.CHUNKED);
      default:
        return call;
    }
  }

  private static Entity<?> entity(Request request) throws IOException {
    String type = request.headers().getOrDefault("Content-Type", "application/octet-stream");
    switch (request.kind()) {
      case BYTES:
        return Entity.entity(request.body(), type);
      case FILE:
        Path file = Files.createTempFile("body", null);
        file.toFile().deleteOnExit();
        Files.write(file, request.body());
        return Entity.entity(file.toFile(), type);
      default:
        StreamingOutput pieces =
            out -> {
              out.write(request.body(), 0, request.split());
              out.flush();
              if (request.kind() == Kind.FAILING) {
                throw new IOException("the caller's own failure");
              }
              Sender.rest(request, out);
            };
        return Entity.entity(pieces, type);
    }
  }
}
