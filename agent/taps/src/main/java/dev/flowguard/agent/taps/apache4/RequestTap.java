package dev.flowguard.agent.taps.apache4;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.http.HttpEntityEnclosingRequest;
import org.jspecify.annotations.Nullable;

/** Where the stream is made that the body of a message is written to: servers write answers. */
public final class RequestTap implements Gate {
  private final Guard guard;

  public RequestTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    Object message = a instanceof HttpEntityEnclosingRequest ? a : b;
    if (message instanceof HttpEntityEnclosingRequest request && returned != null) {
      Bodies.request(request, returned, guard.taps());
    }
  }
}
