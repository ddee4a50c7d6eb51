package dev.flowguard.agent.taps.jedis;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.args.Rawable;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * Where a command was written. Since Jedis 4 it is one object; the method of Jedis 3 is still
 * there, and calls the one that takes this object.
 */
public final class SendTap implements Gate {
  private static final boolean HAS_OBJECTS = hasObjects();

  private final Guard guard;

  public SendTap(Guard guard) {
    this.guard = guard;
  }

  private static boolean hasObjects() {
    String name = Connection.class.getPackageName() + ".CommandArguments";
    try {
      Class.forName(name, false, Connection.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object command,
      @Nullable Object arguments,
      @Nullable Object c,
      @Nullable Object returned) {
    if (!(self instanceof Connection connection)) {
      return;
    }
    List<ByteBuffer> words = new ArrayList<>();
    if (command instanceof Iterable<?> all) {
      for (Object each : all) {
        words.add(ByteBuffer.wrap(((Rawable) each).getRaw()));
      }
    } else if (!HAS_OBJECTS
        && command instanceof ProtocolCommand named
        && arguments instanceof byte[][] rest) {
      words.add(ByteBuffer.wrap(named.getRaw()));
      for (byte[] each : rest) {
        words.add(ByteBuffer.wrap(each));
      }
    } else {
      return;
    }
    Replies.of(connection).sent(guard.taps(), new SentWords(words));
  }
}
