package dev.flowguard.agent.taps.tomcat;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import java.nio.charset.StandardCharsets;
import org.apache.tomcat.websocket.server.WsFrameServer;
import org.jspecify.annotations.Nullable;

/** Where the application gets a text message, or a fragment of one. */
public final class TextMessageTap implements Gate {
  private final Guard guard;

  public TextMessageTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object isLast, @Nullable Object b, @Nullable Object c)
      throws IllegalAccessException {
    if (!(self instanceof WsFrameServer frames)) {
      return; // the socket of a client
    }
    Tap tap = Sockets.tap(frames, guard.taps());
    if (tap != null) {
      tap.add(StandardCharsets.UTF_8.encode(Sockets.text(frames)));
      if (Boolean.TRUE.equals(isLast)) {
        Sockets.end(frames);
      }
    }
  }
}
