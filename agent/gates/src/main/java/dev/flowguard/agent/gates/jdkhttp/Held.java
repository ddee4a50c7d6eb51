package dev.flowguard.agent.gates.jdkhttp;

import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.WeakIdentityMap;
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

  /** By the caller's publisher. */
  private static final WeakIdentityMap<BodyPublisher, Held> UNSENT =
      new WeakIdentityMap<>(held -> held.memory().release());

  /** False for as good as all requests, which so cost nothing. */
  static boolean isAnyUnsent() {
    return !UNSENT.isEmpty();
  }

  static @Nullable Held of(HttpRequestImpl request) {
    return BY_REQUEST.get(request);
  }

  /**
   * What is there for a request, or null: the client tries the same hop again, on another
   * connection, or the server of an earlier one did not ask for the body.
   */
  static @Nullable Held collected(HttpRequestImpl request, BodyPublisher original) {
    Held held = of(request);
    if (held == null) {
      held = UNSENT.remove(original);
      if (held != null) {
        held.keepFor(request);
      }
    }
    return held;
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
      held = UNSENT.put(original, held);
    }
    if (held != null) {
      held.memory().release();
    }
  }
}
