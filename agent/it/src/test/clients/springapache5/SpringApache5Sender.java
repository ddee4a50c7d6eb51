package dev.flowguard.agent.contract;

import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** Spring's RestTemplate, and its RestClient for streams, on HttpClient 5. */
final class SpringApache5Sender implements Sender {
  private final RestTemplate template;
  private final RestClient client;

  SpringApache5Sender() {
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    connections.setMaxTotal(4);
    connections.setDefaultMaxPerRoute(1);
    connections.setDefaultSocketConfig(
        SocketConfig.custom().setSoTimeout(Timeout.ofSeconds(20)).build());
    HttpComponentsClientHttpRequestFactory factory =
        new HttpComponentsClientHttpRequestFactory(
            HttpClients.custom().setConnectionManager(connections).build());
    template = new RestTemplate(factory);
    client = RestClient.builder().requestFactory(factory).build();
  }

  @Override
  public int send(Request request) throws Exception {
    URI uri = URI.create(request.url());
    HttpMethod method = HttpMethod.valueOf(request.method());
    HttpHeaders headers = new HttpHeaders();
    request.headers().forEach(headers::set);
    switch (request.kind()) {
      case NONE:
        return template
            .exchange(uri, method, new HttpEntity<>(headers), String.class)
            .getStatusCode()
            .value();
      case BYTES:
        return template
            .exchange(uri, method, new HttpEntity<>(request.body(), headers), String.class)
            .getStatusCode()
            .value();
      case FILE:
        Path file = Files.createTempFile("body", null);
        file.toFile().deleteOnExit();
        Files.write(file, request.body());
        return template
            .exchange(
                uri, method, new HttpEntity<>(new FileSystemResource(file), headers), String.class)
            .getStatusCode()
            .value();
      case CHUNKED_STREAM:
        StreamingHttpOutputMessage.Body body = out -> write(request, out);
        return client
            .method(method)
            .uri(uri)
            .headers(all -> all.addAll(headers))
            .body(body)
            .retrieve()
            .toEntity(String.class)
            .getStatusCode()
            .value();
      default:
        throw new UnsupportedOperationException("no such body");
    }
  }

  private static void write(Request request, OutputStream out) throws java.io.IOException {
    byte[] bytes = request.body();
    out.write(bytes, 0, request.split());
    out.flush();
    Sender.rest(request, out);
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("this client always waits");
  }
}
