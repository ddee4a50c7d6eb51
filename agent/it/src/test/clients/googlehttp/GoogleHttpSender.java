package dev.flowguard.agent.contract;

import com.google.api.client.http.AbstractHttpContent;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.FileContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpContent;
import com.google.api.client.http.HttpMediaType;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.apache.v2.ApacheHttpTransport;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** google-http-client over Apache HttpClient 4. */
class GoogleHttpSender implements Sender {
  private final HttpTransport transport = transport();

  HttpTransport transport() {
    return new ApacheHttpTransport(
        ApacheHttpTransport.newDefaultHttpClientBuilder()
            .setMaxConnTotal(1)
            .setMaxConnPerRoute(1)
            .build());
  }

  @Override
  public int send(Request request) throws Exception {
    return status(request(request, 20_000).execute());
  }

  @Override
  public int sendLater(Request request) throws Exception {
    Future<HttpResponse> answer = request(request, 20_000).executeAsync();
    return status(answer.get(20, TimeUnit.SECONDS));
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    return status(request(request, millis).execute());
  }

  private static int status(HttpResponse response) throws IOException {
    try {
      return response.getStatusCode();
    } finally {
      response.disconnect();
    }
  }

  private HttpRequest request(Request request, int millis) throws IOException {
    HttpRequest made =
        transport
            .createRequestFactory()
            .buildRequest(request.method(), new GenericUrl(request.url(), true), content(request));
    made.setThrowExceptionOnExecuteError(false)
        .setNumberOfRetries(0)
        .setConnectTimeout(20_000)
        .setReadTimeout(millis)
        .setSuppressUserAgentSuffix(true);
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (name.equals("Content-Encoding")) {
                made.getHeaders().setContentEncoding(value);
              } else if (!name.equals("Content-Type")) {
                made.getHeaders().set(name, value);
              }
            });
    return made;
  }

  private static HttpContent content(Request request) throws IOException {
    String type = request.headers().get("Content-Type");
    byte[] bytes = request.body();
    switch (request.kind()) {
      case NONE:
        return null;
      case BYTES:
        return new ByteArrayContent(type, bytes);
      case FILE:
        File file = Files.createTempFile("body", null).toFile();
        file.deleteOnExit();
        Files.write(file.toPath(), bytes);
        return new FileContent(type, file);
      default:
        return new AbstractHttpContent(type == null ? null : new HttpMediaType(type)) {
          @Override
          protected long computeLength() {
            return request.kind() == Kind.FIXED_STREAM ? bytes.length : -1;
          }

          @Override
          public boolean retrySupported() {
            return false;
          }

          @Override
          public void writeTo(OutputStream out) throws IOException {
            out.write(bytes, 0, request.split());
            out.flush();
            if (request.kind() == Kind.FAILING) {
              throw new IOException("the caller's own failure");
            }
            Sender.rest(
                request,
                (piece, isLast) -> {
                  out.write(piece);
                  out.flush();
                });
          }
        };
    }
  }
}
