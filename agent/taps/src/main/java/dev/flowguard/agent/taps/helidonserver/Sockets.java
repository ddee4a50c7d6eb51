package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.HiddenField;
import dev.flowguard.agent.spi.SocketMessages;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import java.util.Objects;

/** WebSockets of the server. On each, one message comes after the other. */
final class Sockets {
  private static final HiddenField PROLOGUE = new HiddenField("prologue");
  private static final Getter OP_CODE = new Getter("opCode");
  private static final Getter IS_LAST = new Getter("fin");
  private static final Getter PAYLOAD = new Getter("payloadData");
  private static final Getter READ_ALL = new Getter("readBytes");
  private static final Getter TO_START = new Getter("rewind");

  private static final SocketMessages MESSAGES = new SocketMessages();

  private Sockets() {}

  /** A socket is open. */
  static void opened(Object socket, Iterable<?> headers, Taps taps)
      throws ReflectiveOperationException {
    if (MESSAGES.areWanted(taps, path(socket))) {
      MESSAGES.opened(socket, new Head(headers));
    }
  }

  private static String path(Object socket) throws ReflectiveOperationException {
    return Requests.path(Objects.requireNonNull(PROLOGUE.of(socket)));
  }

  /** A frame was read: a piece of a message, or what controls the socket. */
  static void read(Object socket, Object frame, Taps taps) throws ReflectiveOperationException {
    String type = OP_CODE.of(frame).toString();
    if (!type.equals("TEXT") && !type.equals("BINARY") && !type.equals("CONTINUATION")) {
      return;
    }
    String path = path(socket);
    if (!MESSAGES.areWanted(taps, path)) {
      return;
    }
    Tap tap = MESSAGES.of(socket, socket, taps, path);
    if (tap != null) {
      byte[] piece = bytes(PAYLOAD.of(frame));
      tap.add(piece, 0, piece.length);
    }
    if ((Boolean) IS_LAST.of(frame)) {
      MESSAGES.end(socket);
    }
  }

  /** Nobody has read from the buffer yet; its own way to copy it is to read it too. */
  private static byte[] bytes(Object buffer) throws ReflectiveOperationException {
    try {
      return (byte[]) READ_ALL.of(buffer);
    } finally {
      TO_START.of(buffer);
    }
  }
}
