package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.DefaultResponseErrorHandler;
import org.springframework.web.client.RestTemplate;

/** Spring's RestTemplate as it comes: on {@code HttpURLConnection}. */
final class RestTemplateSender implements Sender {
  RestTemplateSender() {
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
    boolean streams = request.kind() != Kind.BYTES && request.kind() != Kind.NONE;
    RestTemplate template = template(streams, millis);
    URI uri = URI.create(request.url());
    HttpMethod method = HttpMethod.valueOf(request.method());
    HttpHeaders headers = new HttpHeaders();
    request.headers().forEach(headers::set);
    switch (request.kind()) {
      case NONE:
        return exchange(template, uri, method, new HttpEntity<>(headers));
      case BYTES:
        return exchange(template, uri, method, new HttpEntity<>(request.body(), headers));
      case FILE:
        Path file = Files.createTempFile("body", null);
        file.toFile().deleteOnExit();
        Files.write(file, request.body());
        FileSystemResource resource = new FileSystemResource(file);
        return exchange(template, uri, method, new HttpEntity<>(resource, headers));
      case FIXED_STREAM:
        headers.setContentLength(request.body().length);
        break;
      case LYING:
        headers.setContentLength(request.body().length + 10);
        break;
      default:
        break;
    }
    Integer status =
        template.execute(
            uri,
            method,
            toServer -> write(request, headers, toServer),
            answer -> answer.getStatusCode().value());
    return status == null ? 0 : status;
  }

  private static int exchange(
      RestTemplate template, URI uri, HttpMethod method, HttpEntity<?> entity) {
    return template.exchange(uri, method, entity, byte[].class).getStatusCode().value();
  }

  private static void write(Request request, HttpHeaders headers, ClientHttpRequest toServer)
      throws IOException {
    toServer.getHeaders().putAll(headers);
    if (toServer instanceof StreamingHttpOutputMessage) {
      ((StreamingHttpOutputMessage) toServer).setBody(out -> write(request, out));
    } else {
      write(request, toServer.getBody());
    }
  }

  private static void write(Request request, OutputStream out) throws IOException {
    out.write(request.body(), 0, request.split());
    out.flush();
    if (request.kind() == Kind.FAILING) {
      throw new IOException("the caller's own failure");
    }
    Sender.rest(request, out);
  }

  private static RestTemplate template(boolean streams, int millis) throws Exception {
    SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
    factory.setReadTimeout(millis);
    factory.setChunkSize(64);
    try {
      // Up to 6.0; later versions stream whatever is given as a stream.
      SimpleClientHttpRequestFactory.class
          .getMethod("setBufferRequestBody", boolean.class)
          .invoke(factory, !streams);
    } catch (NoSuchMethodException e) {
      // Nothing to set.
    }
    RestTemplate template = new RestTemplate(factory);
    template.setErrorHandler(
        new DefaultResponseErrorHandler() {
          @Override
          public boolean hasError(ClientHttpResponse response) {
            return false;
          }
        });
    return template;
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("RestTemplate has no asynchronous calls");
  }
}
