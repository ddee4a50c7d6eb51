package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.websockets.core.StreamSourceFrameChannel;
import org.jspecify.annotations.Nullable;

/** Where a piece of a message can be read. */
public final class FrameDataTap implements Gate {
  private final Guard guard;

  public FrameDataTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object received,
      @Nullable Object isLast,
      @Nullable Object c,
      @Nullable Object returned) {
    if (self instanceof StreamSourceFrameChannel message
        && returned instanceof PooledByteBuffer piece) {
      Sockets.read(message, piece.getBuffer(), guard.taps());
    }
  }
}
