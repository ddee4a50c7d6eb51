package dev.flowguard.agent.taps.jdkhttp;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;

/**
 * The caller's handler, whose subscriber is looked at.
 *
 * @param <T> what it makes of a body
 */
final class TappedHandler<T> implements BodyHandler<T> {
  private final BodyHandler<T> callers;
  private final Taps taps;
  private final URI uri;

  TappedHandler(BodyHandler<T> callers, Taps taps, URI uri) {
    this.callers = callers;
    this.taps = taps;
    this.uri = uri;
  }

  @Override
  public BodySubscriber<T> apply(ResponseInfo info) {
    BodySubscriber<T> subscriber = callers.apply(info);
    if (subscriber == null || info.statusCode() < 200 || info.statusCode() >= 300) {
      return subscriber;
    }
    try {
      MessageHead head = name -> info.headers().firstValue(name).orElse(null);
      Tap tap = Places.open(taps, Taps.Side.RESPONSE, uri, head);
      return tap == null ? subscriber : new TappedSubscriber<>(subscriber, tap);
    } catch (RuntimeException | Error e) {
      taps.failed("java.net.http", e);
      return subscriber;
    }
  }
}
