package dev.flowguard.agent.taps.jedis;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.commands.ProtocolCommand;

/** Where Jedis 3 has written a command. Later versions call another method there. */
public final class SendArraysTap implements Gate {
  private static final boolean IS_LAST = isLast();

  private final Guard guard;

  public SendArraysTap(Guard guard) {
    this.guard = guard;
  }

  /** True unless the class is there that later versions have the words of a command in. */
  private static boolean isLast() {
    String name = Connection.class.getPackageName() + ".CommandArguments";
    try {
      Class.forName(name, false, Connection.class.getClassLoader());
      return false;
    } catch (ClassNotFoundException e) {
      return true;
    }
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object command,
      @Nullable Object arguments,
      @Nullable Object c,
      @Nullable Object returned) {
    if (IS_LAST
        && self instanceof Connection connection
        && command instanceof ProtocolCommand named
        && arguments instanceof byte[][] words) {
      ByteBuffer[] all = new ByteBuffer[words.length + 1];
      all[0] = ByteBuffer.wrap(named.getRaw());
      for (int i = 0; i < words.length; i++) {
        all[i + 1] = ByteBuffer.wrap(words[i]);
      }
      Replies.of(connection).sent(guard.taps(), new SentWords(all));
    }
  }
}
