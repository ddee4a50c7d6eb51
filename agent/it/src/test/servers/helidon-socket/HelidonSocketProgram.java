package dev.flowguard.agent.contract;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** WebSockets of Helidon. */
final class HelidonSocketProgram implements ServerProgram {
  @Override
  public int start() {
    return WebServer.builder()
        .host("localhost")
        .port(0)
        .addRouting(WsRouting.builder().endpoint("/ws/*", Listener::new))
        .build()
        .start()
        .port();
  }

  /** One for each socket. */
  private static final class Listener implements WsListener {
    /** Of the thread of the connection: some versions make another listener after the handshake. */
    private static final ThreadLocal<ServedSocket> SERVED = new ThreadLocal<>();

    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    @Override
    public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) {
      String query = prologue.query().rawValue();
      SERVED.set(ServedSocket.of(prologue.uriPath().rawPath() + "?" + query));
      return Optional.empty();
    }

    @Override
    public void onMessage(WsSession session, String text, boolean isLast) {
      add(session, text.getBytes(StandardCharsets.UTF_8), isLast, true);
    }

    @Override
    public void onMessage(WsSession session, BufferData buffer, boolean isLast) {
      add(session, buffer.readBytes(), isLast, false);
    }

    private void add(WsSession session, byte[] piece, boolean isLast, boolean isText) {
      ServedSocket served = SERVED.get();
      message.writeBytes(piece);
      if (isLast || served.isPartial()) {
        byte[] read = message.toByteArray();
        message.reset();
        session.send(
            isText && !served.isPartial()
                ? served.answer(new String(read, StandardCharsets.UTF_8))
                : served.answer(read),
            true);
      }
    }
  }
}
