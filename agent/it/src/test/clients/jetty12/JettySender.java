package dev.flowguard.agent.contract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.BasicAuthentication;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.client.PathRequestContent;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty's client 12. */
final class JettySender implements Sender {
  private final HttpClient client;

  JettySender() throws Exception {
    SslContextFactory.Client tls = new SslContextFactory.Client();
    tls.setSslContext(SSLContext.getDefault());
    ClientConnector connector = new ClientConnector();
    connector.setSslContextFactory(tls);
    client =
        new HttpClient(
            Sender.isHttp2()
                ? new HttpClientTransportOverHTTP2(new HTTP2Client(connector))
                : new HttpClientTransportOverHTTP(connector));
    client.setMaxConnectionsPerDestination(1);
    client.setIdleTimeout(20_000);
    String proxy = System.getProperty("http.proxyHost");
    if (proxy != null) {
      int port = Integer.getInteger("http.proxyPort");
      client.getProxyConfiguration().addProxy(new HttpProxy(proxy, port));
    }
    client.start();
  }

  @Override
  public int send(Request request) throws Exception {
    return request(request, 20_000).send().getStatus();
  }

  @Override
  public int sendLater(Request request) throws Exception {
    return later(request(request, 20_000));
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    org.eclipse.jetty.client.Request started = request(request, 20_000);
    Thread canceller =
        new Thread(
            () -> {
              LockSupport.parkNanos(500_000_000);
              started.abort(new CancellationException());
            });
    canceller.start();
    try {
      return later(started);
    } finally {
      canceller.join();
    }
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    return request(request, millis).send().getStatus();
  }

  private static int later(org.eclipse.jetty.client.Request request) throws Exception {
    AtomicInteger callbacks = new AtomicInteger();
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    request.send(
        result -> {
          callbacks.incrementAndGet();
          if (result.isFailed()) {
            answer.completeExceptionally(result.getFailure());
          } else {
            answer.complete(result.getResponse().getStatus());
          }
        });
    try {
      return answer.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (callbacks.get() != 1) {
        throw new IllegalStateException("called back " + callbacks + " times", e);
      }
      throw e;
    }
  }

  private org.eclipse.jetty.client.Request request(Request request, int millis) throws IOException {
    URI uri = URI.create(request.url());
    if (uri.getPath().startsWith("/auth")) {
      client
          .getAuthenticationStore()
          .addAuthentication(new BasicAuthentication(uri, "r", "user", "word"));
    }
    org.eclipse.jetty.client.Request built =
        client
            .newRequest(uri)
            .method(request.method())
            .timeout(millis, TimeUnit.MILLISECONDS)
            .headers(fields -> request.headers().forEach(fields::add));
    if (request.kind() == Kind.AWAITING_ANSWER) {
      AsyncRequestContent awaiting = new AsyncRequestContent();
      awaiting.write(ByteBuffer.wrap(request.body(), 0, request.split()), Callback.NOOP);
      return built.body(awaiting).onResponseHeaders(answer -> rest(request, awaiting));
    }
    return built.body(content(request));
  }

  private static org.eclipse.jetty.client.Request.Content content(Request request)
      throws IOException {
    byte[] body = request.body();
    byte[] first = Arrays.copyOf(body, Math.min(request.split(), body.length));
    byte[] second = Arrays.copyOfRange(body, first.length, body.length);
    switch (request.kind()) {
      case NONE:
        return null;
      case BYTES:
        return new BytesRequestContent(body);
      case FILE:
        Path file = Files.createTempFile("body", null);
        file.toFile().deleteOnExit();
        return new PathRequestContent(Files.write(file, body));
      case FIXED_STREAM:
        return stream(first, new ByteArrayInputStream(second), body.length);
      case LYING:
        return stream(first, new ByteArrayInputStream(second), body.length + 10);
      case CHUNKED_STREAM:
        return stream(first, new ByteArrayInputStream(second), -1);
      case FAILING:
        return stream(first, new FailingStream(), -1);
      case ASYNCHRONOUS:
        AsyncRequestContent content = new AsyncRequestContent();
        Thread writer =
            new Thread(
                () -> {
                  LockSupport.parkNanos(20_000_000);
                  content.write(ByteBuffer.wrap(first), Callback.NOOP);
                  rest(request, content);
                });
        writer.setDaemon(true);
        writer.start();
        return content;
      case ENDLESS:
        AsyncRequestContent endless = new AsyncRequestContent();
        endless.write(ByteBuffer.wrap(first), Callback.NOOP);
        return endless;
      default:
        throw new UnsupportedOperationException("Jetty's client has no duplex bodies");
    }
  }

  private static void rest(Request request, AsyncRequestContent content) {
    Sender.restLater(
        request,
        (piece, isLast) -> {
          content.write(ByteBuffer.wrap(piece), Callback.NOOP);
          if (isLast) {
            content.close();
          }
        });
  }

  private static org.eclipse.jetty.client.Request.Content stream(
      byte[] first, InputStream second, long length) {
    return new InputStreamRequestContent(
        new SequenceInputStream(new ByteArrayInputStream(first), second)) {
      @Override
      public long getLength() {
        return length;
      }
    };
  }

  private static final class FailingStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("the caller's own failure");
    }
  }
}
