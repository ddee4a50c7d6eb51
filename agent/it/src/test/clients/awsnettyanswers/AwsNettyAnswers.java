package dev.flowguard.agent.contract;

import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

/** Reads answers by the asynchronous client below Amazon's SDK, which leaves gzip on. */
final class AwsNettyAnswers implements AnswerReader {
  private final SdkAsyncHttpClient client =
      NettyNioAsyncHttpClient.builder()
          .protocol(Sender.isHttp2() ? Protocol.HTTP2 : Protocol.HTTP1_1)
          .build();

  @Override
  public InputStream get(String url) throws Exception {
    ArrivingBody body = new ArrivingBody();
    CompletableFuture<String> encoding = execute(SdkHttpMethod.GET, url, new byte[0], body);
    return AnswerReader.opened(body, encoding.get(20, TimeUnit.SECONDS));
  }

  @Override
  public byte[] post(String url, byte[] text) throws Exception {
    ArrivingBody body = new ArrivingBody();
    execute(SdkHttpMethod.POST, url, text, body);
    return body.readAllBytes();
  }

  private CompletableFuture<String> execute(
      SdkHttpMethod method, String url, byte[] text, ArrivingBody body) {
    boolean isChunked = url.endsWith("chunked");
    URI uri = URI.create(url);
    SdkHttpRequest.Builder head =
        SdkHttpRequest.builder()
            .method(method)
            .uri(uri)
            .putHeader("Host", uri.getHost() + ":" + uri.getPort())
            .putHeader("Content-Type", "application/json");
    if (!isChunked) {
      head.putHeader("Content-Length", String.valueOf(text.length));
    } else if (!Sender.isHttp2()) {
      head.putHeader("Transfer-Encoding", "chunked");
    }
    CompletableFuture<String> encoding = new CompletableFuture<>();
    client.execute(
        AsyncExecuteRequest.builder()
            .request(head.build())
            .requestContentPublisher(new Content(text, isChunked))
            .responseHandler(
                new SdkAsyncHttpResponseHandler() {
                  @Override
                  public void onHeaders(SdkHttpResponse answer) {
                    encoding.complete(answer.firstMatchingHeader("Content-Encoding").orElse(null));
                  }

                  @Override
                  public void onStream(Publisher<ByteBuffer> stream) {
                    stream.subscribe(new Reading(body));
                  }

                  @Override
                  public void onError(Throwable failure) {
                    encoding.completeExceptionally(failure);
                    body.fail(failure);
                  }
                })
            .build());
    return encoding;
  }

  private static final class Reading implements Subscriber<ByteBuffer> {
    private final ArrivingBody body;

    Reading(ArrivingBody body) {
      this.body = body;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      body.whenClosed(subscription::cancel);
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer piece) {
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      body.add(bytes);
    }

    @Override
    public void onError(Throwable failure) {
      body.fail(failure);
    }

    @Override
    public void onComplete() {
      body.end();
    }
  }

  /** The text in two pieces. */
  private static final class Content implements SdkHttpContentPublisher {
    private final byte[] text;
    private final boolean isChunked;

    Content(byte[] text, boolean isChunked) {
      this.text = text;
      this.isChunked = isChunked;
    }

    @Override
    public Optional<Long> contentLength() {
      return isChunked ? Optional.empty() : Optional.of((long) text.length);
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      subscriber.onSubscribe(
          new Subscription() {
            private int at;

            @Override
            public void request(long count) {
              for (long i = 0; i < count && at < text.length; i++) {
                int from = at;
                at = from == 0 ? text.length / 2 : text.length;
                subscriber.onNext(ByteBuffer.wrap(Arrays.copyOfRange(text, from, at)));
              }
              if (at == text.length) {
                at++;
                subscriber.onComplete();
              }
            }

            @Override
            public void cancel() {
              at = text.length + 1;
            }
          });
    }
  }
}
