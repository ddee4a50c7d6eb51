package dev.flowguard.agent.contract;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.util.Timeout;

/** Apache HttpClient 5, blocking. */
final class Apache5Sender implements Sender {
  private final CloseableHttpClient client;

  Apache5Sender() {
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    connections.setMaxTotal(4);
    connections.setDefaultMaxPerRoute(1);
    connections.setDefaultSocketConfig(
        SocketConfig.custom().setSoTimeout(Timeout.ofSeconds(20)).build());
    BasicCredentialsProvider credentials = new BasicCredentialsProvider();
    credentials.setCredentials(
        new AuthScope(null, -1), new UsernamePasswordCredentials("user", "word".toCharArray()));
    client =
        HttpClients.custom()
            .useSystemProperties()
            .setConnectionManager(connections)
            .setDefaultCredentialsProvider(credentials)
            .setDefaultRequestConfig(config(20_000))
            .build();
  }

  private static RequestConfig config(int millis) {
    return RequestConfig.custom()
        .setConnectionRequestTimeout(Timeout.ofSeconds(20))
        .setResponseTimeout(Timeout.ofMilliseconds(millis))
        .build();
  }

  @Override
  public int send(Request request) throws Exception {
    return execute(request(request));
  }

  private int execute(HttpUriRequestBase request) throws Exception {
    try (CloseableHttpResponse response = client.execute(request)) {
      EntityUtils.consume(response.getEntity());
      return response.getCode();
    }
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("this client always waits");
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    HttpUriRequestBase call = request(request);
    Thread canceller =
        new Thread(
            () -> {
              LockSupport.parkNanos(500_000_000);
              call.cancel();
            });
    canceller.start();
    try {
      return execute(call);
    } finally {
      canceller.join();
    }
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    HttpUriRequestBase call = request(request);
    call.setConfig(config(millis));
    return execute(call);
  }

  private static HttpUriRequestBase request(Request request) throws IOException {
    HttpUriRequestBase call =
        new HttpUriRequestBase(request.method(), java.net.URI.create(request.url()));
    for (java.util.Map.Entry<String, String> header : request.headers().entrySet()) {
      if (header.getKey().equals("Expect")) {
        call.setConfig(RequestConfig.copy(config(20_000)).setExpectContinueEnabled(true).build());
      } else if (!header.getKey().equals("Content-Type")) {
        call.setHeader(header.getKey(), header.getValue());
      }
    }
    call.setEntity(entity(request));
    return call;
  }

  static HttpEntity entity(Request request) throws IOException {
    String type = request.headers().get("Content-Type");
    ContentType content = type == null ? null : ContentType.parse(type);
    byte[] bytes = request.body();
    switch (request.kind()) {
      case NONE:
        return null;
      case BYTES:
        return new ByteArrayEntity(bytes, content);
      case FILE:
        File file = Files.createTempFile("body", null).toFile();
        file.deleteOnExit();
        Files.write(file.toPath(), bytes);
        return new FileEntity(file, content);
      case FIXED_STREAM:
      case CHUNKED_STREAM:
      case FAILING:
      case LYING:
      case ENDLESS:
        return new Written(request, content);
      default:
        throw new UnsupportedOperationException("this client writes bodies on the calling thread");
    }
  }

  /** Written in two pieces, once. */
  private static final class Written extends AbstractHttpEntity {
    private final Request request;
    private boolean written;

    Written(Request request, ContentType type) {
      super(type, null, request.kind() != Kind.FIXED_STREAM && request.kind() != Kind.LYING);
      this.request = request;
    }

    @Override
    public long getContentLength() {
      switch (request.kind()) {
        case FIXED_STREAM:
          return request.body().length;
        case LYING:
          return request.body().length + 10;
        default:
          return -1;
      }
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }

    @Override
    public boolean isStreaming() {
      return !written;
    }

    @Override
    public java.io.InputStream getContent() {
      throw new UnsupportedOperationException("written only");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      if (written) {
        throw new IllegalStateException("a one-shot body was written twice");
      }
      written = true;
      byte[] bytes = request.body();
      out.write(bytes, 0, request.split());
      out.flush();
      if (request.kind() == Kind.FAILING) {
        throw new IOException("the caller's own failure");
      }
      if (request.kind() == Kind.ENDLESS) {
        LockSupport.parkNanos(3_000_000_000L);
        throw new IOException("nobody has interrupted this");
      }
      Sender.rest(request, out);
    }

    @Override
    public void close() {}
  }
}
