package dev.flowguard.agent.taps.apache4async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.nio.NHttpClientConnection;
import org.jspecify.annotations.Nullable;

/**
 * Where the head of a message is there, and what its body passes is about to be made. Servers have
 * the same class.
 */
public final class HeadTap implements Gate {
  private final Guard guard;

  public HeadTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (!(self instanceof NHttpClientConnection connection)) {
      return;
    }
    if (a instanceof HttpRequest request) {
      Bodies.request(connection, request, guard.taps());
    } else if (a instanceof HttpResponse answer) {
      Bodies.answer(connection, answer, guard.taps());
    }
  }
}
