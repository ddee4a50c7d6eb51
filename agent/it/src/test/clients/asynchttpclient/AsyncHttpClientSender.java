package dev.flowguard.agent.contract;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.ListenableFuture;
import org.asynchttpclient.RequestBuilder;
import org.asynchttpclient.Response;
import org.asynchttpclient.request.body.Body;
import org.asynchttpclient.request.body.generator.BodyGenerator;
import org.asynchttpclient.request.body.generator.UnboundedQueueFeedableBodyGenerator;

/** Compiled against AsyncHttpClient 2 or 3, which take times and buffers of other types. */
final class AsyncHttpClientSender implements Sender {
  private final AsyncHttpClient client = clientOfOne();

  private static AsyncHttpClient clientOfOne() {
    DefaultAsyncHttpClientConfig.Builder config =
        new DefaultAsyncHttpClientConfig.Builder()
            .setFollowRedirect(true)
            .setUseProxyProperties(true);
    set(config, "setConnectTimeout", 20_000);
    set(config, "setHandshakeTimeout", 20_000);
    set(config, "setReadTimeout", 60_000);
    try {
      config.getClass().getMethod("setAcquireFreeChannelTimeout", int.class).invoke(config, 20_000);
      config.setMaxConnectionsPerHost(1);
    } catch (ReflectiveOperationException e) {
      // One that cannot wait for its connection cannot do with one: it counts closing ones too.
    }
    return new DefaultAsyncHttpClient(config.build());
  }

  @Override
  public int send(Request request) throws Exception {
    try {
      return start(request, 60_000).get(65, TimeUnit.SECONDS).getStatusCode();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    }
  }

  @Override
  public int sendLater(Request request) throws Exception {
    AtomicInteger ends = new AtomicInteger();
    CompletableFuture<Response> answer = start(request, 60_000).toCompletableFuture();
    try {
      return answer
          .whenComplete((response, failure) -> ends.incrementAndGet())
          .get(65, TimeUnit.SECONDS)
          .getStatusCode();
    } catch (ExecutionException e) {
      if (ends.get() != 1) {
        throw new IllegalStateException("ended " + ends + " times", e);
      }
      throw e;
    }
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    ListenableFuture<Response> answer = start(request, 60_000);
    try {
      return answer.get(500, TimeUnit.MILLISECONDS).getStatusCode();
    } catch (TimeoutException e) {
      answer.cancel(true);
      return answer.get(20, TimeUnit.SECONDS).getStatusCode();
    }
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    try {
      return start(request, millis).get(65, TimeUnit.SECONDS).getStatusCode();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    }
  }

  private ListenableFuture<Response> start(Request request, int millis) throws Exception {
    RequestBuilder builder = new RequestBuilder(request.method()).setUrl(request.url());
    request.headers().forEach((name, value) -> builder.setHeader(name, value));
    set(builder, "setRequestTimeout", millis);
    setBody(builder, request);
    return client.executeRequest(builder.build());
  }

  /** Times are numbers in 2 and durations in 3. */
  private static void set(Object builder, String name, int millis) {
    for (Method each : builder.getClass().getMethods()) {
      if (each.getName().equals(name) && !each.isBridge()) {
        boolean asNumber = each.getParameterTypes()[0] == int.class;
        try {
          each.invoke(builder, asNumber ? (Object) millis : Duration.ofMillis(millis));
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private static void setBody(RequestBuilder builder, Request request) throws Exception {
    byte[] body = request.body();
    byte[] first = Arrays.copyOf(body, request.split());
    byte[] second = Arrays.copyOfRange(body, request.split(), body.length);
    switch (request.kind()) {
      case NONE:
        break;
      case BYTES:
        builder.setBody(body);
        break;
      case FIXED_STREAM:
        builder.setBody(generator(() -> new Pieces(body.length, false, first, second)));
        break;
      case CHUNKED_STREAM:
        builder.setBody(
            new SequenceInputStream(
                new ByteArrayInputStream(first), new ByteArrayInputStream(second)));
        break;
      case FILE:
        File file = Files.createTempFile("body", null).toFile();
        file.deleteOnExit();
        Files.write(file.toPath(), body);
        builder.setBody(file);
        break;
      case ASYNCHRONOUS:
        UnboundedQueueFeedableBodyGenerator fed = new UnboundedQueueFeedableBodyGenerator();
        Object buffer = feed(fed, first, false);
        feedOnceTaken(
            buffer, () -> Sender.restLater(request, (piece, isLast) -> feed(fed, piece, isLast)));
        builder.setBody(fed);
        break;
      case FAILING:
        builder.setBody(generator(() -> new Pieces(-1, true, first)));
        break;
      case LYING:
        builder.setBody(generator(() -> new Pieces(body.length + 10, false, first, second)));
        break;
      case ENDLESS:
        UnboundedQueueFeedableBodyGenerator endless = new UnboundedQueueFeedableBodyGenerator();
        feed(endless, first, false);
        builder.setBody(endless);
        break;
      default:
        throw new UnsupportedOperationException("no duplex bodies");
    }
  }

  /** Takes buffers of the JDK in 2.0, Netty's later. */
  private static Object feed(
      UnboundedQueueFeedableBodyGenerator generator, byte[] piece, boolean last) {
    try {
      for (Method each : UnboundedQueueFeedableBodyGenerator.class.getMethods()) {
        if (each.getName().equals("feed")) {
          boolean ofJdk = each.getParameterTypes()[0] == ByteBuffer.class;
          Object buffer = ofJdk ? ByteBuffer.wrap(piece) : Unpooled.wrappedBuffer(piece);
          each.invoke(generator, buffer, last);
          return buffer;
        }
      }
      throw new NoSuchMethodException("feed");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The client sends in one what it finds in the queue, so the second waits for the first. */
  private static void feedOnceTaken(Object first, Runnable second) {
    CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              boolean taken =
                  first instanceof ByteBuffer
                      ? !((ByteBuffer) first).hasRemaining()
                      : !((ByteBuf) first).isReadable();
              if (taken) {
                second.run();
              } else {
                feedOnceTaken(first, second);
              }
            });
  }

  private static BodyGenerator generator(BodyGenerator each) {
    return each;
  }

  /** A body that the client asks for one piece after the other. */
  private static final class Pieces implements Body {
    private final long length;
    private final boolean fails;
    private final byte[][] pieces;
    private int at;
    private int offset;

    Pieces(long length, boolean fails, byte[]... pieces) {
      this.length = length;
      this.fails = fails;
      this.pieces = pieces;
    }

    @Override
    public long getContentLength() {
      return length;
    }

    @Override
    public BodyState transferTo(ByteBuf target) throws IOException {
      if (at == pieces.length) {
        if (fails) {
          throw new IOException("the caller's own failure");
        }
        return BodyState.STOP;
      }
      int count = Math.min(target.writableBytes(), pieces[at].length - offset);
      target.writeBytes(pieces[at], offset, count);
      offset += count;
      if (offset == pieces[at].length) {
        at++;
        offset = 0;
      }
      return BodyState.CONTINUE;
    }

    @Override
    public void close() {}
  }
}
