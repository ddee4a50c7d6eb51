package dev.flowguard.agent.contract;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/** The asynchronous client below Amazon's SDK, with a pool of one. */
final class AwsNettySender implements Sender {
  private final SdkAsyncHttpClient client = client(60_000);

  private static SdkAsyncHttpClient client(int readTimeout) {
    return NettyNioAsyncHttpClient.builder()
        .maxConcurrency(1)
        .connectionAcquisitionTimeout(Duration.ofSeconds(20))
        .connectionTimeout(Duration.ofSeconds(20))
        .tlsNegotiationTimeout(Duration.ofSeconds(20))
        .writeTimeout(Duration.ofSeconds(60))
        .readTimeout(Duration.ofMillis(readTimeout))
        .protocol(Sender.isHttp2() ? Protocol.HTTP2 : Protocol.HTTP1_1)
        .build();
  }

  @Override
  public int send(Request request) throws Exception {
    return await(new Call(client, request));
  }

  @Override
  public int sendLater(Request request) throws Exception {
    // The handler hears of one failure twice whenever both a write and the channel fail, so it is
    // no measure; callers of the SDK see the future.
    AtomicInteger ends = new AtomicInteger();
    Call call = new Call(client, request);
    try {
      call.end.whenComplete((nothing, failure) -> ends.incrementAndGet()).get(65, TimeUnit.SECONDS);
      return call.status;
    } catch (ExecutionException e) {
      if (ends.get() != 1) {
        throw new IllegalStateException("ended " + ends + " times", e);
      }
      throw e;
    }
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    Call call = new Call(client, request);
    try {
      call.end.get(500, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      call.end.cancel(true);
      call.end.get(65, TimeUnit.SECONDS);
    }
    return call.status;
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    try (SdkAsyncHttpClient hasty = client(millis)) {
      return await(new Call(hasty, request));
    }
  }

  private static int await(Call call) throws Exception {
    try {
      call.end.get(65, TimeUnit.SECONDS);
      return call.status;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    }
  }

  private static final class Call implements SdkAsyncHttpResponseHandler {
    final CompletableFuture<Void> end;
    volatile int status;

    Call(SdkAsyncHttpClient client, Request request) {
      SdkHttpRequest.Builder head =
          SdkHttpRequest.builder()
              .method(SdkHttpMethod.fromValue(request.method()))
              .uri(URI.create(request.url()));
      request.headers().forEach(head::putHeader);
      Content content = new Content(request);
      if (content.contentLength().isPresent()) {
        head.putHeader("Content-Length", String.valueOf(content.contentLength().get()));
      } else if (!Sender.isHttp2()) {
        head.putHeader("Transfer-Encoding", "chunked"); // the client itself adds nothing
      }
      head.putHeader("Host", head.host() + ":" + head.port());
      end =
          client.execute(
              AsyncExecuteRequest.builder()
                  .request(head.build())
                  .requestContentPublisher(content)
                  .responseHandler(this)
                  .build());
    }

    @Override
    public void onHeaders(SdkHttpResponse headers) {
      status = headers.statusCode();
    }

    @Override
    public void onStream(Publisher<ByteBuffer> stream) {
      stream.subscribe(
          new Subscriber<ByteBuffer>() {
            @Override
            public void onSubscribe(Subscription subscription) {
              subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuffer piece) {}

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onComplete() {}
          });
    }

    @Override
    public void onError(Throwable error) {}
  }

  /** One or two pieces, and an end as the kind of body says. */
  private static final class Content implements SdkHttpContentPublisher {
    private final Request request;
    private final byte[][] pieces;

    Content(Request request) {
      this.request = request;
      byte[] body = request.body();
      byte[] first = Arrays.copyOf(body, request.split());
      byte[] second = Arrays.copyOfRange(body, request.split(), body.length);
      switch (request.kind()) {
        case NONE:
          pieces = new byte[][] {};
          break;
        case BYTES:
          pieces = new byte[][] {body};
          break;
        case ASYNCHRONOUS:
        case FAILING:
        case ENDLESS:
          pieces = new byte[][] {first};
          break;
        default:
          pieces = new byte[][] {first, second};
      }
    }

    @Override
    public Optional<Long> contentLength() {
      switch (request.kind()) {
        case NONE:
          return Optional.of(0L);
        case BYTES:
        case FIXED_STREAM:
          return Optional.of((long) request.body().length);
        case LYING:
          return Optional.of(request.body().length + 10L);
        default:
          return Optional.empty();
      }
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      subscriber.onSubscribe(
          new Subscription() {
            private final Semaphore demand = new Semaphore(0);
            private int next;
            private volatile boolean done;

            @Override
            public void request(long count) {
              demand.release((int) Math.min(count, 1_000));
              go(count);
            }

            private synchronized void go(long count) {
              for (long i = 0; i < count && next < pieces.length && !done; i++) {
                demand.tryAcquire();
                subscriber.onNext(ByteBuffer.wrap(pieces[next++]));
              }
              if (next != pieces.length || done || request.kind() == Kind.ENDLESS) {
                return;
              }
              if (request.kind() == Kind.ASYNCHRONOUS) {
                next++;
                Sender.restLater(request, this::goOn);
              } else {
                done = true;
                if (request.kind() == Kind.FAILING) {
                  subscriber.onError(new IOException("the caller's own failure"));
                } else {
                  subscriber.onComplete();
                }
              }
            }

            private void goOn(byte[] piece, boolean isLast) {
              boolean isAsked = false;
              while (!done && !isAsked) {
                isAsked = isAskedFor();
              }
              if (done) {
                return;
              }
              subscriber.onNext(ByteBuffer.wrap(piece));
              if (isLast) {
                subscriber.onComplete();
              }
            }

            private boolean isAskedFor() {
              try {
                return demand.tryAcquire(100, TimeUnit.MILLISECONDS);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e); // nobody has a reason to
              }
            }

            @Override
            public void cancel() {
              done = true;
            }
          });
    }
  }
}
