package dev.flowguard.agent.contract;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.util.Timeout;

/** Bodies and connections for what stands on the blocking HttpClient 5. */
final class Apache5Entities {
  private Apache5Entities() {}

  static PoolingHttpClientConnectionManager connections() {
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    connections.setMaxTotal(4);
    connections.setDefaultMaxPerRoute(1);
    connections.setDefaultSocketConfig(
        SocketConfig.custom().setSoTimeout(Timeout.ofSeconds(20)).build());
    return connections;
  }

  static HttpEntity entity(Sender.Request request) throws IOException {
    String type = request.headers().get("Content-Type");
    ContentType content = type == null ? null : ContentType.parse(type);
    switch (request.kind()) {
      case NONE:
        return null;
      case BYTES:
        return new ByteArrayEntity(request.body(), content);
      case FILE:
        File file = Files.createTempFile("body", null).toFile();
        file.deleteOnExit();
        Files.write(file.toPath(), request.body());
        return new FileEntity(file, content);
      case FIXED_STREAM:
      case CHUNKED_STREAM:
        return new Written(request, content);
      default:
        throw new UnsupportedOperationException("this client writes bodies on the calling thread");
    }
  }

  /** Written in two pieces. */
  private static final class Written extends AbstractHttpEntity {
    private final Sender.Request request;

    Written(Sender.Request request, ContentType type) {
      super(type, null, request.kind() == Sender.Kind.CHUNKED_STREAM);
      this.request = request;
    }

    @Override
    public long getContentLength() {
      return request.kind() == Sender.Kind.FIXED_STREAM ? request.body().length : -1;
    }

    @Override
    public boolean isStreaming() {
      return false;
    }

    @Override
    public boolean isRepeatable() {
      return true;
    }

    @Override
    public java.io.InputStream getContent() {
      return new java.io.ByteArrayInputStream(request.body());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      byte[] bytes = request.body();
      out.write(bytes, 0, request.split());
      out.flush();
      Sender.rest(request, out);
    }

    @Override
    public void close() {}
  }
}
