package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/**
 * The messages that arrive on the WebSockets of one server: each is a body that belongs to the
 * handshake's request. Thread-safe.
 */
public final class SocketMessages {
  private static final String METHOD = "GET";
  private static final String OF_THE_BODY = "Content-";
  private static final MessageHead UNKNOWN = name -> null;

  /** By message: those of which there is more to come. */
  private final WeakIdentityMap<Object, Tap> open = new WeakIdentityMap<>(Tap::end);

  /** By socket: headers of handshakes. */
  private final WeakIdentityMap<Object, MessageHead> handshakes =
      new WeakIdentityMap<>(headers -> {});

  /** True if some source captures messages of sockets with this handshake. */
  public boolean areWanted(Taps taps, String target) {
    return taps.wants(Taps.Side.REQUEST, METHOD, target);
  }

  /**
   * Keeps the headers of a socket whose messages are wanted.
   *
   * @param headers must not refer to the socket
   */
  public void opened(Object socket, MessageHead headers) {
    handshakes.put(socket, headers);
  }

  /**
   * The tap of a message of which a piece has come; null if no source captures it.
   *
   * @param message what identifies it: the socket, where one message comes after the other
   * @param target of the handshake
   */
  public @Nullable Tap of(Object message, Object socket, Taps taps, String target) {
    Tap tap = open.get(message);
    if (tap != null || !areWanted(taps, target)) {
      return tap;
    }
    MessageHead headers = handshakes.get(socket);
    tap =
        taps.open(
            Taps.Side.REQUEST, METHOD, target, new OfMessage(headers == null ? UNKNOWN : headers));
    if (tap != null) {
      open.put(message, tap);
    }
    return tap;
  }

  /** A message is complete, or nothing more of it will come. */
  public void end(Object message) {
    Tap tap = open.remove(message);
    if (tap != null) {
      tap.end();
    }
  }

  /** What a handshake says of its own body is not true of a message. */
  private record OfMessage(MessageHead handshake) implements MessageHead {
    @Override
    public @Nullable String header(String name) {
      return name.regionMatches(true, 0, OF_THE_BODY, 0, OF_THE_BODY.length())
          ? null
          : handshake.header(name);
    }

    /** No header: some are secrets. */
    @Override
    public String toString() {
      return "OfMessage";
    }
  }
}
