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
record Held(Body judged, HeldPublisher publisher, HeldBody memory) {
  private static final WeakIdentityMap<HttpRequestImpl, Held> BY_REQUEST =
      new WeakIdentityMap<>(held -> held.memory().release());

  private static final WeakIdentityMap<BodyPublisher, Held> UNSENT =
      new WeakIdentityMap<>(held -> held.memory().release());

  static @Nullable Held of(HttpRequestImpl request) {
    return BY_REQUEST.get(request);
  }

  void keepFor(HttpRequestImpl request) {
    BY_REQUEST.put(request, this);
  }

  /**
   * The answer is there. A server that expected no body may send the client on with it: the
   * caller's publisher, which the client has not asked for anything so far, is not asked twice.
   */
  static void answered(HttpRequestImpl request, BodyPublisher original) {
    Held held = BY_REQUEST.remove(request);
    if (held == null) {
      return;
    }
    if (held.publisher().isUnsent()) {
      Held before = UNSENT.remove(original);
      UNSENT.put(original, held);
      held = before;
    }
    if (held != null) {
      held.memory().release();
    }
  }

  /** Takes what was collected from a publisher, and not sent. */
  static @Nullable Held takeUnsent(BodyPublisher original) {
    return UNSENT.remove(original);
  }
}
