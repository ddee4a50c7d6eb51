package dev.flowguard.agent.contract;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.concurrent.locks.LockSupport;
import org.apache.http.HttpEntity;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.CredentialsProvider;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.entity.AbstractHttpEntity;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.FileEntity;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.client.LaxRedirectStrategy;
import org.apache.http.util.EntityUtils;

/** Apache HttpClient 4.5 with a pool of one for each host. */
final class Apache4Sender implements Sender {
  private static final int MILLIS = 20_000;

  private final CloseableHttpClient client =
      HttpClients.custom()
          .useSystemProperties()
          .setMaxConnTotal(4)
          .setMaxConnPerRoute(1)
          .setRedirectStrategy(new LaxRedirectStrategy())
          .setDefaultCredentialsProvider(credentials())
          .build();

  private static CredentialsProvider credentials() {
    CredentialsProvider credentials = new BasicCredentialsProvider();
    credentials.setCredentials(AuthScope.ANY, new UsernamePasswordCredentials("user", "word"));
    return credentials;
  }

  @Override
  public int send(Request request) throws Exception {
    return send(request(request, MILLIS));
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    HttpUriRequest call = request(request, MILLIS);
    Thread canceller =
        new Thread(
            () -> {
              LockSupport.parkNanos(500_000_000);
              call.abort();
            });
    canceller.start();
    try {
      return send(call);
    } finally {
      canceller.join();
    }
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    return send(request(request, millis));
  }

  private int send(HttpUriRequest request) throws IOException {
    try (CloseableHttpResponse response = client.execute(request)) {
      EntityUtils.consume(response.getEntity());
      return response.getStatusLine().getStatusCode();
    }
  }

  private static HttpUriRequest request(Request request, int millis) throws IOException {
    boolean expects = request.headers().containsKey("Expect");
    RequestConfig config =
        RequestConfig.custom()
            .setConnectTimeout(MILLIS)
            .setConnectionRequestTimeout(MILLIS)
            .setSocketTimeout(millis)
            .setExpectContinueEnabled(expects)
            .build();
    RequestBuilder builder =
        RequestBuilder.create(request.method()).setUri(request.url()).setConfig(config);
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (!name.equals("Expect")) {
                builder.addHeader(name, value);
              }
            });
    HttpEntity entity = entity(request);
    return (entity == null ? builder : builder.setEntity(entity)).build();
  }

  private static HttpEntity entity(Request request) throws IOException {
    byte[] bytes = request.body();
    switch (request.kind()) {
      case NONE:
        return null;
      case BYTES:
        return new ByteArrayEntity(bytes);
      case FILE:
        File file = Files.createTempFile("body", null).toFile();
        file.deleteOnExit();
        Files.write(file.toPath(), bytes);
        return new FileEntity(file);
      case FIXED_STREAM:
      case CHUNKED_STREAM:
      case FAILING:
      case LYING:
      case ENDLESS:
        return new PiecesEntity(request);
      default:
        throw new UnsupportedOperationException("written on the calling thread");
    }
  }

  /** Writes itself in two pieces, once. */
  private static final class PiecesEntity extends AbstractHttpEntity {
    private final Request request;
    private boolean written;

    PiecesEntity(Request request) {
      this.request = request;
      setChunked(getContentLength() < 0);
    }

    @Override
    public boolean isRepeatable() {
      return false;
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
    public InputStream getContent() {
      return new ByteArrayInputStream(request.body());
    }

    @Override
    public boolean isStreaming() {
      return !written;
    }

    /** The first bytes by themselves. */
    private static void write(byte[] piece, boolean isLast, OutputStream out) throws IOException {
      int single = Math.min(piece.length, 3);
      for (int i = 0; i < single; i++) {
        out.write(piece[i]);
      }
      out.write(piece, single, piece.length - single);
      if (!isLast) {
        out.flush();
      }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      if (written) {
        throw new IllegalStateException("written twice");
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
      Sender.rest(request, (piece, isLast) -> write(piece, isLast, out));
    }
  }
}
