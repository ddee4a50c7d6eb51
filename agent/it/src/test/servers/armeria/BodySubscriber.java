package dev.flowguard.agent.contract;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Takes a body piece by piece. */
final class BodySubscriber implements Subscriber<HttpObject> {
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final int half;
  private final String leakTo;
  private String answer;
  private Subscription subscription;

  private BodySubscriber(int half, String leakTo) {
    this.half = half;
    this.leakTo = leakTo;
  }

  /** All of a body. */
  static CompletableFuture<byte[]> all(HttpRequest request) {
    BodySubscriber subscriber = new BodySubscriber(Integer.MAX_VALUE, "");
    request.subscribe(subscriber);
    return subscriber.whole;
  }

  /** What came of the half of a body, before the rest has come. */
  static CompletableFuture<String> half(HttpRequest request, String leakTo) {
    int half = request.headers().getInt("content-length") / 2;
    BodySubscriber subscriber = new BodySubscriber(half, leakTo);
    request.subscribe(subscriber);
    return subscriber.whole.thenApply(whole -> subscriber.answer);
  }

  @Override
  public void onSubscribe(Subscription begun) {
    subscription = begun;
    begun.request(1);
  }

  @Override
  public void onNext(HttpObject piece) {
    if (piece instanceof HttpData) {
      read.writeBytes(((HttpData) piece).array());
    }
    if (answer == null && read.size() >= half) {
      answer = ServedApplication.leak(leakTo, Arrays.copyOf(read.toByteArray(), half));
    }
    subscription.request(1);
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    whole.complete(read.toByteArray());
  }
}
