package dev.flowguard.agent.taps.jedis;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;

/** Before each command, where a connection is made unless there is one. */
public final class ConnectTap implements Gate {
  public ConnectTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self instanceof Connection connection && !connection.isConnected()) {
      Replies.begin(connection);
    }
  }
}
