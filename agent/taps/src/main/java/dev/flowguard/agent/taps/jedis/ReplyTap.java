package dev.flowguard.agent.taps.jedis;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;

/** Where a connection has read a reply that is not an error. */
public final class ReplyTap implements Gate {
  private final Guard guard;

  public ReplyTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object reply) {
    if (self instanceof Connection connection) {
      Replies.of(connection).read(guard.taps(), reply);
    }
  }
}
