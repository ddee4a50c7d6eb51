package dev.flowguard.agent.taps.tomcat;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import java.nio.ByteBuffer;
import org.apache.tomcat.websocket.server.WsFrameServer;
import org.jspecify.annotations.Nullable;

/** Where the application gets a binary message, or a fragment of one. */
public final class BinaryMessageTap implements Gate {
  private final Guard guard;

  public BinaryMessageTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object message, @Nullable Object isLast, @Nullable Object c)
      throws IllegalAccessException {
    if (!(self instanceof WsFrameServer frames) || !(message instanceof ByteBuffer bytes)) {
      return;
    }
    Tap tap = Sockets.tap(frames, guard.taps());
    if (tap != null) {
      tap.add(bytes);
      if (Boolean.TRUE.equals(isLast)) {
        Sockets.end(frames);
      }
    }
  }
}
