package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.HiddenField;
import dev.flowguard.agent.spi.SocketMessages;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import java.util.Objects;

/** WebSockets of the server. On each, one message comes after the other. */
final class Sockets {
  private static final String CONTINUATION = "CONTINUATION";

  private static final HiddenField PROLOGUE = new HiddenField("prologue");
  private static final HiddenField HEADERS = new HiddenField("upgradeHeaders");
  private static final Getter OP_CODE = new Getter("opCode");
  private static final Getter IS_LAST = new Getter("fin");
  private static final Getter PAYLOAD = new Getter("payloadData");
  private static final Getter COPY = new Getter("copy");
  private static final Getter BYTES = new Getter("readBytes");

  private static final SocketMessages MESSAGES = new SocketMessages();

  private Sockets() {}

  /** A frame was read: a piece of a message, or what controls the socket. */
  static void read(Object socket, Object frame, Taps taps) throws ReflectiveOperationException {
    String type = OP_CODE.of(frame).toString();
    boolean isFirst = type.equals("TEXT") || type.equals("BINARY");
    if (!isFirst && !type.equals(CONTINUATION)) {
      return;
    }
    String path = Requests.path(Objects.requireNonNull(PROLOGUE.of(socket)));
    if (!MESSAGES.areWanted(taps, path)) {
      return;
    }
    if (isFirst && HEADERS.of(socket) instanceof Iterable<?> headers) {
      MESSAGES.opened(socket, new Head(headers));
    }
    Tap tap = MESSAGES.of(socket, socket, taps, path);
    if (tap != null) {
      byte[] piece = (byte[]) BYTES.of(COPY.of(PAYLOAD.of(frame)));
      tap.add(piece, 0, piece.length);
    }
    if ((Boolean) IS_LAST.of(frame)) {
      MESSAGES.end(socket);
    }
  }
}
