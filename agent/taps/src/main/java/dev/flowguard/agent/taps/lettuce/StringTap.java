package dev.flowguard.agent.taps.lettuce;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RedisCall;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where the output of a command is about to get a string of its reply, all of it. */
public final class StringTap implements Gate {
  public StringTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object output, @Nullable Object string, @Nullable Object c)
      throws ReflectiveOperationException {
    if (output instanceof CommandOutput<?, ?, ?> of) {
      RedisCall call = Calls.of(of);
      if (call != null) {
        call.reply((ByteBuffer) string);
      }
    }
  }
}
