package dev.flowguard.agent.taps.lettuce;

import dev.flowguard.agent.spi.RedisCall;
import dev.flowguard.agent.spi.StoredValues;
import dev.flowguard.agent.spi.WeakIdentityMap;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.MultiOutput;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Commands whose replies have values that are captured, by their outputs. */
final class Calls {
  private static final WeakIdentityMap<Object, RedisCall> ALL = new WeakIdentityMap<>(lost -> {});

  private Calls() {}

  /**
   * Takes note of commands that are about to be sent.
   *
   * @param commands in the order in which they are in the buffer
   */
  static void encoded(StoredValues values, Collection<?> commands, ByteBuf buffer) {
    List<@Nullable RedisCall> calls = new ArrayList<>(commands.size());
    WireWords words = WireWords.at(buffer, buffer.readerIndex());
    boolean isAnyWanted = false;
    while (words != null) {
      RedisCall call = RedisCall.of(values, words);
      calls.add(call);
      isAnyWanted |= call != null;
      words = WireWords.at(buffer, words.end());
    }
    if (!isAnyWanted) {
      return;
    }
    // One that could not be encoded is missing: which reply is for which command is not known then.
    if (calls.size() != commands.size()) {
      throw new IllegalStateException("commands and what is sent of them differ");
    }
    int i = 0;
    for (Object each : commands) {
      RedisCall call = calls.get(i++);
      CommandOutput<?, ?, ?> output = ((RedisCommand<?, ?, ?>) each).getOutput();
      if (call != null && output != null) {
        ALL.put(output, call);
      }
    }
  }

  /** The command that gets a string; null if it is not captured. */
  static @Nullable RedisCall of(CommandOutput<?, ?, ?> output) throws ReflectiveOperationException {
    if (ALL.isEmpty()) {
      return null;
    }
    if (output instanceof MultiOutput) {
      RedisCommand<?, ?, ?> next =
          (RedisCommand<?, ?, ?>) ((Queue<?>) Fields.QUEUE.get(output)).peek();
      return next == null ? null : ALL.get(next.getOutput());
    }
    return ALL.get(output);
  }

  /** What is looked up by name, because it is private. */
  private static final class Fields {
    /** The commands of a transaction that have no reply yet. */
    static final Field QUEUE;

    static {
      try {
        QUEUE = MultiOutput.class.getDeclaredField("queue");
        QUEUE.setAccessible(true);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("a transaction of Lettuce has other fields", e);
      }
    }

    private Fields() {}
  }
}
