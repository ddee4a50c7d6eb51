package dev.flowguard.agent.contract;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.CredentialsProvider;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.client.utils.URIUtils;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.entity.BasicHttpEntity;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.client.LaxRedirectStrategy;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.client.methods.HttpAsyncMethods;
import org.apache.http.nio.entity.NByteArrayEntity;
import org.apache.http.nio.entity.NFileEntity;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.apache.http.protocol.HttpContext;

/** Apache HttpAsyncClient 4.1 with a pool of one. */
final class Apache4AsyncSender implements Sender {
  private static final int MILLIS = 20_000;

  private final CloseableHttpAsyncClient client =
      HttpAsyncClients.custom()
          .useSystemProperties()
          .setMaxConnTotal(1)
          .setMaxConnPerRoute(1)
          .setRedirectStrategy(new LaxRedirectStrategy())
          .setDefaultCredentialsProvider(credentials())
          .build();

  Apache4AsyncSender() {
    client.start();
  }

  private static CredentialsProvider credentials() {
    CredentialsProvider credentials = new BasicCredentialsProvider();
    credentials.setCredentials(AuthScope.ANY, new UsernamePasswordCredentials("user", "word"));
    return credentials;
  }

  @Override
  public int send(Request request) throws Exception {
    return status(start(request, MILLIS, null));
  }

  @Override
  public int sendLater(Request request) throws Exception {
    AtomicInteger callbacks = new AtomicInteger();
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    start(
        request,
        MILLIS,
        new FutureCallback<HttpResponse>() {
          @Override
          public void completed(HttpResponse response) {
            callbacks.incrementAndGet();
            answer.complete(response.getStatusLine().getStatusCode());
          }

          @Override
          public void failed(Exception failure) {
            callbacks.incrementAndGet();
            answer.completeExceptionally(failure);
          }

          @Override
          public void cancelled() {
            callbacks.incrementAndGet();
            answer.cancel(false);
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

  @Override
  public int sendAndCancel(Request request) throws Exception {
    Future<HttpResponse> answer = start(request, MILLIS, null);
    Thread.sleep(500);
    answer.cancel(true);
    return status(answer);
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    return status(start(request, millis, null));
  }

  private static int status(Future<HttpResponse> answer) throws Exception {
    return answer.get(20, TimeUnit.SECONDS).getStatusLine().getStatusCode();
  }

  private Future<HttpResponse> start(
      Request request, int millis, FutureCallback<HttpResponse> callback) throws IOException {
    RequestConfig config =
        RequestConfig.custom()
            .setConnectTimeout(MILLIS)
            .setConnectionRequestTimeout(MILLIS)
            .setSocketTimeout(millis)
            .setExpectContinueEnabled(request.headers().containsKey("Expect"))
            .build();
    switch (request.kind()) {
      case NONE:
      case BYTES:
      case FILE:
        return client.execute(simple(request, config), callback);
      default:
        return client.execute(
            new Pieces(request, config), HttpAsyncMethods.createConsumer(), callback);
    }
  }

  private static HttpUriRequest simple(Request request, RequestConfig config) throws IOException {
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
    if (request.kind() == Kind.BYTES) {
      builder.setEntity(new NByteArrayEntity(request.body()));
    } else if (request.kind() == Kind.FILE) {
      File file = Files.createTempFile("body", null).toFile();
      file.deleteOnExit();
      Files.write(file.toPath(), request.body());
      builder.setEntity(new NFileEntity(file));
    }
    return builder.build();
  }

  /** A request with a body of two pieces, produced once. */
  private static final class Pieces implements HttpAsyncRequestProducer {
    private final Request request;
    private final HttpRequestBase message;
    private final ByteBuffer first;
    private ByteBuffer rest;
    private boolean isWhole;
    private boolean isAsked;

    Pieces(Request request, RequestConfig config) {
      this.request = request;
      HttpEntityEnclosingRequestBase enclosing =
          new HttpEntityEnclosingRequestBase() {
            @Override
            public String getMethod() {
              return request.method();
            }
          };
      enclosing.setURI(URI.create(request.url()));
      enclosing.setConfig(config);
      request
          .headers()
          .forEach(
              (name, value) -> {
                if (!name.equals("Expect")) {
                  enclosing.addHeader(name, value);
                }
              });
      enclosing.setEntity(entity(request));
      this.message = enclosing;
      this.first = ByteBuffer.wrap(request.body(), 0, request.split());
      this.isWhole = request.kind() != Kind.ASYNCHRONOUS;
      this.rest =
          isWhole
              ? ByteBuffer.wrap(
                  request.body(), request.split(), request.body().length - request.split())
              : ByteBuffer.allocate(0);
    }

    private static HttpEntity entity(Request request) {
      BasicHttpEntity entity = new BasicHttpEntity();
      switch (request.kind()) {
        case FIXED_STREAM:
          entity.setContentLength(request.body().length);
          break;
        case LYING:
          entity.setContentLength(request.body().length + 10);
          break;
        default:
          entity.setChunked(true);
      }
      return entity;
    }

    @Override
    public HttpHost getTarget() {
      return URIUtils.extractHost(message.getURI());
    }

    @Override
    public HttpRequest generateRequest() {
      return message;
    }

    @Override
    public synchronized void produceContent(ContentEncoder encoder, IOControl control)
        throws IOException {
      if (first.hasRemaining()) {
        encoder.write(first);
        return;
      }
      switch (request.kind()) {
        case FAILING:
          throw new IOException("the caller's own failure");
        case ENDLESS:
          control.suspendOutput();
          return;
        case ASYNCHRONOUS:
          if (!isAsked) {
            isAsked = true;
            Sender.restLater(request, (piece, isLast) -> goOn(control, piece, isLast));
          }
          break;
        default:
      }
      encoder.write(rest);
      if (rest.hasRemaining()) {
        return;
      }
      if (isWhole) {
        encoder.complete();
      } else {
        control.suspendOutput();
      }
    }

    private void goOn(IOControl control, byte[] piece, boolean isLast) {
      synchronized (this) {
        rest = ByteBuffer.allocate(rest.remaining() + piece.length).put(rest).put(piece);
        rest.flip();
        isWhole = isLast;
      }
      control.requestOutput();
    }

    @Override
    public void requestCompleted(HttpContext context) {}

    @Override
    public void failed(Exception failure) {}

    @Override
    public boolean isRepeatable() {
      return false;
    }

    @Override
    public void resetRequest() {}

    @Override
    public void close() {}
  }
}
