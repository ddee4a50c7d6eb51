package dev.flowguard.agent.taps.tomcat;

import dev.flowguard.agent.spi.HeaderLists;
import dev.flowguard.agent.spi.SocketMessages;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import java.lang.reflect.Field;
import java.nio.CharBuffer;
import org.apache.tomcat.websocket.WsFrameBase;
import org.apache.tomcat.websocket.WsSession;
import org.apache.tomcat.websocket.server.WsFrameServer;
import org.apache.tomcat.websocket.server.WsHandshakeRequest;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

/** WebSockets of the server, by what reads their frames. */
final class Sockets {
  private static final SocketMessages MESSAGES = new SocketMessages();

  private Sockets() {}

  /** A socket is open. */
  static void opened(WsHttpUpgradeHandler handler, Taps taps) throws IllegalAccessException {
    WsFrameServer frames = (WsFrameServer) Fields.FRAMES.get(handler);
    WsHandshakeRequest handshake = (WsHandshakeRequest) Fields.HANDSHAKE.get(handler);
    if (frames != null
        && handshake != null
        && MESSAGES.areWanted(taps, handshake.getRequestURI().toString())) {
      MESSAGES.opened(frames, new HeaderLists(handshake.getHeaders()));
    }
  }

  /** The tap of the message that a socket gets; null if no source captures it. */
  static @Nullable Tap tap(WsFrameServer frames, Taps taps) throws IllegalAccessException {
    // The session answers this only while it is open.
    String target = Fields.URI.get(Fields.SESSION.get(frames)).toString();
    return MESSAGES.of(frames, frames, taps, target);
  }

  /** The text that is about to be passed on. */
  static CharBuffer text(WsFrameServer frames) throws IllegalAccessException {
    return ((CharBuffer) Fields.TEXT.get(frames)).duplicate();
  }

  /** The message of a socket is complete. */
  static void end(WsFrameServer frames) {
    MESSAGES.end(frames);
  }

  /** What is looked up by name, because it is not public. */
  private static final class Fields {
    static final Field SESSION = of(WsFrameBase.class, "wsSession");
    static final Field TEXT = of(WsFrameBase.class, "messageBufferText");
    static final Field URI = of(WsSession.class, "requestUri");
    static final Field FRAMES = of(WsHttpUpgradeHandler.class, "wsFrame");
    static final Field HANDSHAKE = of(WsHttpUpgradeHandler.class, "handshakeRequest");

    private Fields() {}

    private static Field of(Class<?> type, String name) {
      try {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
      } catch (NoSuchFieldException e) {
        throw new LinkageError("Tomcat has other fields", e);
      }
    }
  }
}
