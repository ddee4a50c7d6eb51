package dev.flowguard.agent.contract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.util.ServiceLoader;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.utils.AttributeMap;

/** The blocking HTTP client of the AWS SDK for Java 2 that is on the class path. */
final class AwsSender implements Sender {
  private final SdkHttpClient client =
      ServiceLoader.load(SdkHttpService.class)
          .iterator()
          .next()
          .createHttpClientBuilder()
          .buildWithDefaults(
              AttributeMap.builder().put(SdkHttpConfigurationOption.MAX_CONNECTIONS, 1).build());

  @Override
  public int send(Request request) throws Exception {
    return send(call(request));
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException();
  }

  private static int send(ExecutableHttpRequest call) throws IOException {
    HttpExecuteResponse response = call.call();
    response.responseBody().ifPresent(each -> each.abort());
    return response.httpResponse().statusCode();
  }

  private ExecutableHttpRequest call(Request request) {
    SdkHttpFullRequest.Builder http =
        SdkHttpFullRequest.builder()
            .uri(URI.create(request.url()))
            .method(SdkHttpMethod.fromValue(request.method()));
    request.headers().forEach(http::putHeader);
    HttpExecuteRequest.Builder execute = HttpExecuteRequest.builder();
    if (request.kind() != Kind.NONE) {
      ContentStreamProvider content = () -> stream(request);
      if (request.kind() != Kind.CHUNKED_STREAM && request.kind() != Kind.FAILING) {
        http.putHeader("Content-Length", String.valueOf(request.body().length));
      }
      execute.contentStreamProvider(content);
    }
    return client.prepareRequest(execute.request(http.build()).build());
  }

  private static InputStream stream(Request request) {
    byte[] bytes = request.body();
    InputStream first = new ByteArrayInputStream(bytes, 0, request.split());
    switch (request.kind()) {
      case BYTES:
        return new ByteArrayInputStream(bytes);
      case FAILING:
        return new SequenceInputStream(
            first,
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the caller's own failure");
              }
            });
      default:
        return new SequenceInputStream(first, Sender.restOf(request));
    }
  }
}
