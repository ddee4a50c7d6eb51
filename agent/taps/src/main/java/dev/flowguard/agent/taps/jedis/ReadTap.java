package dev.flowguard.agent.taps.jedis;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;

/** Where a connection is about to read a reply, which may be an error or never come. */
public final class ReadTap implements Gate {
  public ReadTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self instanceof Connection connection) {
      Replies.of(connection).reading(connection.isBroken());
    }
  }
}
