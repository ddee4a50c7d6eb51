package dev.flowguard.agent.contract;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducers;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.nio.support.BasicResponseConsumer;
import org.apache.hc.core5.util.Timeout;

/** Apache HttpClient 5, asynchronous, over HTTP/1.1 or, multiplexed, over HTTP/2. */
final class Apache5AsyncSender implements Sender {
  private final CloseableHttpAsyncClient client;

  Apache5AsyncSender() {
    BasicCredentialsProvider credentials = new BasicCredentialsProvider();
    credentials.setCredentials(
        new AuthScope(null, -1), new UsernamePasswordCredentials("user", "word".toCharArray()));
    if (Sender.isHttp2()) {
      client =
          HttpAsyncClients.customHttp2()
              .setDefaultCredentialsProvider(credentials)
              .setDefaultRequestConfig(config(20_000))
              .build();
    } else {
      PoolingAsyncClientConnectionManager connections = new PoolingAsyncClientConnectionManager();
      connections.setMaxTotal(4);
      connections.setDefaultMaxPerRoute(1);
      client =
          HttpAsyncClients.custom()
              .useSystemProperties()
              .setConnectionManager(connections)
              .setDefaultCredentialsProvider(credentials)
              .setDefaultRequestConfig(config(20_000))
              .build();
    }
    client.start();
  }

  private static RequestConfig config(int millis) {
    return RequestConfig.custom()
        .setConnectionRequestTimeout(Timeout.ofSeconds(20))
        .setResponseTimeout(Timeout.ofMilliseconds(millis))
        .build();
  }

  @Override
  public int send(Request request) throws Exception {
    return start(request, config(20_000), null).get(20, TimeUnit.SECONDS).getHead().getCode();
  }

  @Override
  public int sendLater(Request request) throws Exception {
    AtomicInteger callbacks = new AtomicInteger();
    Future<Message<HttpResponse, byte[]>> answer =
        start(
            request,
            config(20_000),
            new FutureCallback<Message<HttpResponse, byte[]>>() {
              @Override
              public void completed(Message<HttpResponse, byte[]> result) {
                callbacks.incrementAndGet();
              }

              @Override
              public void failed(Exception e) {
                callbacks.incrementAndGet();
              }

              @Override
              public void cancelled() {
                callbacks.incrementAndGet();
              }
            });
    try {
      return answer.get(20, TimeUnit.SECONDS).getHead().getCode();
    } catch (ExecutionException e) {
      LockSupport.parkNanos(50_000_000);
      if (callbacks.get() != 1) {
        throw new IllegalStateException("called back " + callbacks + " times", e);
      }
      throw e;
    }
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    Future<Message<HttpResponse, byte[]>> answer = start(request, config(20_000), null);
    LockSupport.parkNanos(500_000_000);
    answer.cancel(true);
    return answer.get(20, TimeUnit.SECONDS).getHead().getCode();
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    return start(request, config(millis), null).get(20, TimeUnit.SECONDS).getHead().getCode();
  }

  private Future<Message<HttpResponse, byte[]>> start(
      Request request, RequestConfig config, FutureCallback<Message<HttpResponse, byte[]>> callback)
      throws IOException {
    BasicHttpRequest call = new BasicHttpRequest(request.method(), URI.create(request.url()));
    RequestConfig own = config;
    for (java.util.Map.Entry<String, String> header : request.headers().entrySet()) {
      if (header.getKey().equals("Expect")) {
        own = RequestConfig.copy(config).setExpectContinueEnabled(true).build();
      } else if (!header.getKey().equals("Content-Type")) {
        call.setHeader(header.getKey(), header.getValue());
      }
    }
    HttpClientContext context = HttpClientContext.create();
    context.setRequestConfig(own);
    return client.execute(
        new BasicRequestProducer(call, body(request)),
        new BasicResponseConsumer<>(new BasicAsyncEntityConsumer()),
        context,
        callback);
  }

  private static AsyncEntityProducer body(Request request) throws IOException {
    String type = request.headers().get("Content-Type");
    ContentType content = type == null ? null : ContentType.parse(type);
    byte[] bytes = request.body();
    switch (request.kind()) {
      case NONE:
        return null;
      case BYTES:
        return AsyncEntityProducers.create(bytes, content);
      case FILE:
        File file = Files.createTempFile("body", null).toFile();
        file.deleteOnExit();
        Files.write(file.toPath(), bytes);
        return AsyncEntityProducers.create(file, content);
      default:
        return new Produced(request, content);
    }
  }

  /** Written in two pieces, once: at one go, or what follows the first from another thread. */
  private static final class Produced implements AsyncEntityProducer {
    private final Request request;
    private final ContentType type;
    private final ByteBuffer first;
    private ByteBuffer rest;
    private boolean isWhole;
    private boolean isStarted;

    Produced(Request request, ContentType type) {
      this.request = request;
      this.type = type;
      byte[] bytes = request.body();
      this.first = ByteBuffer.wrap(bytes, 0, request.split());
      this.isWhole = request.kind() != Kind.ASYNCHRONOUS && request.kind() != Kind.ENDLESS;
      this.rest =
          isWhole
              ? ByteBuffer.wrap(bytes, request.split(), bytes.length - request.split())
              : ByteBuffer.allocate(0);
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }

    @Override
    public void failed(Exception cause) {}

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
    public String getContentType() {
      return type == null ? null : type.toString();
    }

    @Override
    public String getContentEncoding() {
      return null;
    }

    @Override
    public boolean isChunked() {
      return getContentLength() < 0;
    }

    @Override
    public Set<String> getTrailerNames() {
      return Collections.emptySet();
    }

    @Override
    public synchronized int available() {
      return first.remaining() + Math.max(isWhole ? 1 : 0, rest.remaining());
    }

    @Override
    public synchronized void produce(DataStreamChannel channel) throws IOException {
      if (first.hasRemaining()) {
        channel.write(first);
        if (first.hasRemaining()) {
          return;
        }
      }
      if (request.kind() == Kind.FAILING) {
        throw new IOException("the caller's own failure");
      }
      if (!isStarted && request.kind() == Kind.ASYNCHRONOUS) {
        isStarted = true;
        Sender.restLater(request, (piece, isLast) -> goOn(channel, piece, isLast));
      }
      if (rest.hasRemaining()) {
        channel.write(rest);
      }
      if (isWhole && !rest.hasRemaining()) {
        channel.endStream();
      }
    }

    private void goOn(DataStreamChannel channel, byte[] piece, boolean isLast) {
      synchronized (this) {
        rest = ByteBuffer.allocate(rest.remaining() + piece.length).put(rest).put(piece);
        rest.flip();
        isWhole = isLast;
      }
      channel.requestOutput();
    }

    @Override
    public void releaseResources() {}
  }
}
