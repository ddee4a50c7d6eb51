package dev.flowguard.agent.taps.jdkhttp;

import dev.flowguard.agent.spi.Tap;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import jdk.internal.net.http.ResponseSubscribers.TrustedSubscriber;

/**
 * The caller's subscriber, each of whose buffers is looked at before it gets them. The client asks
 * whether a subscriber is its own, and trusts those with more threads: this one is what it wraps.
 *
 * @param <T> what it makes of a body
 */
final class TappedSubscriber<T> implements TrustedSubscriber<T> {
  private final BodySubscriber<T> callers;
  private final Tap tap;

  TappedSubscriber(BodySubscriber<T> callers, Tap tap) {
    this.callers = callers;
    this.tap = tap;
  }

  @Override
  public boolean needsExecutor() {
    return TrustedSubscriber.needsExecutor(callers);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    callers.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            subscription.request(n);
          }

          @Override
          public void cancel() {
            tap.end();
            subscription.cancel();
          }
        });
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer each : buffers) {
      tap.add(each);
    }
    callers.onNext(buffers);
  }

  @Override
  public void onError(Throwable failure) {
    tap.end();
    callers.onError(failure);
  }

  @Override
  public void onComplete() {
    tap.end();
    callers.onComplete();
  }

  @Override
  public CompletionStage<T> getBody() {
    return callers.getBody();
  }
}
