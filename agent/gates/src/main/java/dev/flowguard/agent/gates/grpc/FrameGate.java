package dev.flowguard.agent.gates.grpc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.grpc.internal.WritableBuffer;
import org.jspecify.annotations.Nullable;

/** Where a part of a message, or the end of all, is about to be sent. */
public final class FrameGate implements Gate {
  public FrameGate(Guard guard) {}

  @Override
  public @Nullable Object answer(
      @Nullable Object sink,
      @Nullable Object arguments,
      @Nullable Object none,
      @Nullable Object unused) {
    GuardedStream stream = sink == null ? null : GuardedStream.of(sink);
    if (sink == null || stream == null || stream.isPassing()) {
      return null;
    }
    if (arguments instanceof Object[] all
        && all[1] instanceof Boolean isEnd
        && all[2] instanceof Boolean flush
        && all[3] instanceof Integer messages) {
      stream.frame(
          sink, all[0] instanceof WritableBuffer frame ? frame : null, isEnd, flush, messages);
      return true;
    }
    return null;
  }
}
