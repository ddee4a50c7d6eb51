package dev.flowguard.agent.taps.apache5async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** Where a handler commits its request to a stream of HTTP/2. */
public final class Http2CommitTap implements Gate {
  private static final VarHandle CHANNEL;

  static {
    try {
      Class<?> handler = Class.forName("org.apache.hc.core5.http2.impl.nio.ClientH2StreamHandler");
      Class<?> channel = Class.forName("org.apache.hc.core5.http2.impl.nio.H2StreamChannel");
      CHANNEL =
          MethodHandles.privateLookupIn(handler, MethodHandles.lookup())
              .findVarHandle(handler, "outputChannel", channel);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("HttpCore has other members", e);
    }
  }

  private final Guard guard;

  public Http2CommitTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self == null || !(a instanceof HttpRequest request)) {
      return;
    }
    Bodies.committed(self, request, guard.taps());
    if (b instanceof EntityDetails body) {
      Bodies.request(request, body, CHANNEL.get(self), guard.taps());
    }
  }
}
