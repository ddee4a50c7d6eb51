package dev.flowguard.agent.taps.lettuce;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Store;
import dev.flowguard.agent.spi.StoredValues;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a command, or several at once, are encoded into a buffer that has nothing else. */
public final class EncodeTap implements Gate {
  private final Guard guard;

  public EncodeTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object context,
      @Nullable Object message,
      @Nullable Object buffer,
      @Nullable Object returned) {
    StoredValues values = guard.taps().stored();
    if (!values.areWanted(Store.REDIS) || !(buffer instanceof ByteBuf bytes)) {
      return;
    }
    if (message instanceof RedisCommand<?, ?, ?> command) {
      Calls.encoded(values, List.of(command), bytes);
    } else if (message instanceof Collection<?> commands) {
      Calls.encoded(values, commands, bytes);
    }
  }
}
