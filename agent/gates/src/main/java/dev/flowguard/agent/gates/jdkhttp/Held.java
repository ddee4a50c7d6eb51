package dev.flowguard.agent.gates.jdkhttp;

import dev.flowguard.agent.gate.HeldBody;
import dev.flowguard.agent.gate.WeakIdentityMap;
import dev.flowguard.rules.request.Body;
import java.net.http.HttpRequest.BodyPublisher;
import jdk.internal.net.http.HttpRequestImpl;
import org.jspecify.annotations.Nullable;

/**
 * A collected body and the publisher that gives it to the connection.
 *
 * @param judged as it was judged
 */
record Held(Body judged, BodyPublisher publisher, HeldBody memory) {
  private static final WeakIdentityMap<HttpRequestImpl, Held> BY_REQUEST =
      new WeakIdentityMap<>(held -> held.memory().release());

  static @Nullable Held of(HttpRequestImpl request) {
    return BY_REQUEST.get(request);
  }

  void keepFor(HttpRequestImpl request) {
    BY_REQUEST.put(request, this);
  }

  /** The answer is there: the memory is no longer needed. */
  static void forget(HttpRequestImpl request) {
    Held held = BY_REQUEST.remove(request);
    if (held != null) {
      held.memory().release();
    }
  }
}
