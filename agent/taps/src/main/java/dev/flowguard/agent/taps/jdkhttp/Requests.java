package dev.flowguard.agent.taps.jdkhttp;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.OpenBodies;
import dev.flowguard.agent.spi.Taps;
import jdk.internal.net.http.HttpRequestImpl;

/** Bodies of requests that are sent, by the subscribers that send them. */
final class Requests {
  static final OpenBodies OPEN = new OpenBodies();

  private Requests() {}

  static void begin(Object subscriber, HttpRequestImpl request, Taps taps) {
    if (Places.wants(taps, Taps.Side.REQUEST, request.uri())) {
      MessageHead head = name -> request.headers().firstValue(name).orElse(null);
      OPEN.begin(subscriber, Places.open(taps, Taps.Side.REQUEST, request.uri(), head));
    }
  }
}
