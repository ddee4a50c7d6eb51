package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.undertow.websockets.core.StreamSourceFrameChannel;
import org.jspecify.annotations.Nullable;

/** Where a message has been read to its end. */
public final class MessageEndTap implements Gate {
  public MessageEndTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self instanceof StreamSourceFrameChannel message) {
      Sockets.end(message);
    }
  }
}
