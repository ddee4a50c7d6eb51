package dev.flowguard.agent.taps.jdkhttp;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import jdk.internal.net.http.HttpRequestImpl;
import org.jspecify.annotations.Nullable;

/** Bodies of requests that are sent, by the subscribers that send them. */
final class Requests {
  private static final WeakIdentityMap<Object, Tap> OPEN = new WeakIdentityMap<>(Tap::end);

  private Requests() {}

  static void begin(Object subscriber, HttpRequestImpl request, Taps taps) {
    if (Places.wants(taps, Taps.Side.REQUEST, request.uri())) {
      MessageHead head = name -> request.headers().firstValue(name).orElse(null);
      Tap tap = Places.open(taps, Taps.Side.REQUEST, request.uri(), head);
      if (tap != null) {
        OPEN.put(subscriber, tap);
      }
    }
  }

  /** The tap of a body; null if no source captures it. */
  static @Nullable Tap of(Object subscriber) {
    return OPEN.get(subscriber);
  }

  /** Nothing more of a body comes. */
  static void end(Object subscriber) {
    Tap tap = OPEN.remove(subscriber);
    if (tap != null) {
      tap.end();
    }
  }
}
