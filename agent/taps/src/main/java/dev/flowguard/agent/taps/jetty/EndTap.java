package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Where a request is over, or its connection has failed. */
public final class EndTap implements Gate {
  public EndTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    Request request = self instanceof HttpChannel channel ? channel.getRequest() : null;
    if (request != null) {
      Bodies.end(request);
    }
  }
}
