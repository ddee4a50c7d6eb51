package dev.flowguard.agent.contract;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.client.LaxRedirectStrategy;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.util.StreamUtils;
import org.springframework.web.client.DefaultResponseErrorHandler;
import org.springframework.web.client.RestTemplate;

/** RestTemplate of Spring 5 over Apache HttpClient 4. */
final class RestTemplateApache4Sender implements Sender {
  private final RestTemplate buffering = template(true);
  private final RestTemplate streaming = template(false);

  private static RestTemplate template(boolean buffers) {
    HttpComponentsClientHttpRequestFactory factory =
        new HttpComponentsClientHttpRequestFactory(
            HttpClients.custom()
                .setMaxConnTotal(1)
                .setMaxConnPerRoute(1)
                .setRedirectStrategy(new LaxRedirectStrategy())
                .build());
    factory.setReadTimeout(20_000);
    factory.setConnectTimeout(20_000);
    factory.setBufferRequestBody(buffers);
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
  public int send(Request request) throws Exception {
    URI url = URI.create(request.url());
    HttpMethod method = HttpMethod.resolve(request.method());
    HttpHeaders headers = new HttpHeaders();
    request.headers().forEach(headers::set);
    switch (request.kind()) {
      case NONE:
        return buffering
            .exchange(url, method, new HttpEntity<>(headers), byte[].class)
            .getStatusCodeValue();
      case BYTES:
        return buffering
            .exchange(url, method, new HttpEntity<>(request.body(), headers), byte[].class)
            .getStatusCodeValue();
      case FILE:
        File file = Files.createTempFile("body", null).toFile();
        file.deleteOnExit();
        Files.write(file.toPath(), request.body());
        return streaming
            .exchange(
                url, method, new HttpEntity<>(new FileSystemResource(file), headers), byte[].class)
            .getStatusCodeValue();
      case FIXED_STREAM:
      case CHUNKED_STREAM:
      case FAILING:
        return streaming.execute(
            url,
            method,
            out -> {
              out.getHeaders().putAll(headers);
              if (request.kind() == Kind.FIXED_STREAM) {
                out.getHeaders().setContentLength(request.body().length);
              }
              ((org.springframework.http.StreamingHttpOutputMessage) out)
                  .setBody(
                      stream -> {
                        stream.write(request.body(), 0, request.split());
                        stream.flush();
                        if (request.kind() == Kind.FAILING) {
                          throw new IOException("the caller's own failure");
                        }
                        Sender.rest(
                            request,
                            (piece, isLast) -> {
                              stream.write(piece);
                              if (!isLast) {
                                stream.flush();
                              }
                            });
                      });
            },
            response -> {
              StreamUtils.drain(response.getBody());
              return response.getRawStatusCode();
            });
      default:
        throw new UnsupportedOperationException("written on the calling thread");
    }
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException();
  }
}
