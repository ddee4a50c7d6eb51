package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies that arrive on the streams of one HTTP/2 connection. Thread-safe. */
final class Streams {
  private static final WeakIdentityMap<Http2Connection, Streams> OPEN =
      new WeakIdentityMap<>(Streams::endAll);

  // Guarded by this.
  private final Map<Integer, Tap> taps = new HashMap<>();

  /** The stream that began last: Netty may refuse to create it, and then it is never closed. */
  private int newest;

  private Streams() {}

  /** The connection of a server; null for that of a client. */
  static @Nullable Http2Connection server(ChannelHandlerContext context) {
    if (!(context.handler() instanceof Http2ConnectionHandler handler)) {
      return null;
    }
    Http2Connection connection = handler.connection();
    return connection.isServer() ? connection : null;
  }

  /** The bodies of a connection; null if no source captures one. */
  static @Nullable Streams of(Http2Connection connection) {
    return OPEN.get(connection);
  }

  /** The head of a request has come, or what follows its body. */
  static void head(Http2Connection connection, int stream, Http2Headers headers, Taps taps) {
    CharSequence method = headers.method();
    CharSequence path = headers.path();
    Streams streams = of(connection);
    if (streams != null) {
      streams.endIfRefused(connection);
    }
    if (method == null
        || path == null
        || !taps.wants(Taps.Side.REQUEST, method.toString(), path.toString())) {
      return;
    }
    Tap tap =
        taps.open(Taps.Side.REQUEST, method.toString(), path.toString(), new HeadersHead(headers));
    if (tap == null) {
      return;
    }
    if (streams == null) {
      streams = new Streams();
      OPEN.put(connection, streams);
    }
    streams.begin(stream, tap);
  }

  private synchronized void begin(int stream, Tap tap) {
    Tap before = taps.put(stream, tap);
    newest = stream;
    if (before != null) {
      before.end();
    }
  }

  private void endIfRefused(Http2Connection connection) {
    int stream;
    synchronized (this) {
      stream = newest;
    }
    if (connection.stream(stream) == null) {
      end(stream);
    }
  }

  /** The tap of a stream; null if no source captures its body. */
  synchronized @Nullable Tap tap(int stream) {
    return taps.get(stream);
  }

  /** Nothing more of a body will come. */
  void end(int stream) {
    Tap tap;
    synchronized (this) {
      tap = taps.remove(stream);
    }
    if (tap != null) {
      tap.end();
    }
  }

  private synchronized void endAll() {
    for (Tap tap : taps.values()) {
      tap.end();
    }
    taps.clear();
  }
}
