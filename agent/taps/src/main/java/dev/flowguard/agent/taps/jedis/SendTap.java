package dev.flowguard.agent.taps.jedis;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.args.Rawable;

/** Where a command was written, since Jedis 4. */
public final class SendTap implements Gate {
  private final Guard guard;

  public SendTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object command,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    if (self instanceof Connection connection && command instanceof Iterable<?> words) {
      List<ByteBuffer> all = new ArrayList<>();
      for (Object each : words) {
        all.add(ByteBuffer.wrap(((Rawable) each).getRaw()));
      }
      Replies.of(connection).sent(guard.taps(), new SentWords(all.toArray(new ByteBuffer[0])));
    }
  }
}
