package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bodies on the streams of one HTTP/2 connection: requests that a server receives, or what a client
 * sends and receives. Thread-safe.
 */
final class Streams {
  private static final WeakIdentityMap<Http2Connection, Streams> OPEN =
      new WeakIdentityMap<>(Streams::endAll);

  private static final int MOST_ASKED = 10_000;

  /** The stream of the request that has changed the protocol (RFC 7540, 3.2). */
  private static final int UPGRADED = 1;

  private static final AsciiString STATUS = AsciiString.of(":status");
  private static final String SUCCESS = "2";
  private static final String INFORMATION = "1";

  // All guarded by this.

  /** Bodies that arrive. */
  private final Map<Integer, Tap> taps = new HashMap<>();

  /** Bodies of requests that a client sends. */
  private final Map<Integer, Tap> sent = new HashMap<>();

  /** Where a client has sent the requests whose answers some source captures. */
  private final Map<Integer, Place> asked = new HashMap<>();

  /** The stream that began last: Netty may refuse to create it, and then it is never closed. */
  private int newest;

  private Streams() {}

  /** The connection of a server, or of a client; null for one of the other side. */
  static @Nullable Http2Connection connection(ChannelHandlerContext context, boolean isServers) {
    if (!(context.handler() instanceof Http2ConnectionHandler handler)) {
      return null;
    }
    Http2Connection connection = handler.connection();
    return connection.isServer() == isServers ? connection : null;
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
    ofOrNew(connection).begin(stream, tap);
  }

  private static Streams ofOrNew(Http2Connection connection) {
    Streams streams = of(connection);
    if (streams == null) {
      streams = new Streams();
      OPEN.put(connection, streams);
    }
    return streams;
  }

  /** A client sends the head of a request, or what follows its body. */
  static void asked(
      Http2Connection connection,
      Channel channel,
      int stream,
      Http2Headers headers,
      boolean hasBody,
      Taps taps) {
    CharSequence path = find(headers, ":path");
    if (path == null) {
      return;
    }
    CharSequence authority = find(headers, ":authority");
    CharSequence scheme = find(headers, ":scheme");
    Place place =
        Place.of(
            channel,
            authority == null ? find(headers, "host") : authority,
            path.toString(),
            scheme);
    if (place.isWanted(taps, Taps.Side.RESPONSE)) {
      ofOrNew(connection).ask(stream, place);
    }
    if (hasBody && place.isWanted(taps, Taps.Side.REQUEST)) {
      Tap tap = place.open(taps, Taps.Side.REQUEST, name -> text(find(headers, name)));
      if (tap != null) {
        ofOrNew(connection).send(stream, tap);
      }
    }
  }

  /** By looking through them: what gRPC-Java sends has no look-up. */
  private static @Nullable CharSequence find(Http2Headers headers, String name) {
    for (Map.Entry<CharSequence, CharSequence> each : headers) {
      if (AsciiString.contentEqualsIgnoreCase(name, each.getKey())) {
        return each.getValue();
      }
    }
    return null;
  }

  private static @Nullable String text(@Nullable CharSequence value) {
    return value == null ? null : value.toString();
  }

  private synchronized void ask(int stream, Place place) {
    if (asked.size() < MOST_ASKED) {
      asked.put(stream, place);
    } else {
      throw new IllegalStateException("too many streams of a connection have no answer");
    }
  }

  private synchronized void send(int stream, Tap tap) {
    Tap before = sent.put(stream, tap);
    if (before != null) {
      before.end();
    }
  }

  /** A client sends a piece of a body. */
  synchronized void sends(int stream, ByteBuf piece) {
    Tap tap = sent.get(stream);
    if (tap != null) {
      Buffers.add(piece, tap);
    }
  }

  /** A client has sent all of a body. */
  void endRequest(int stream) {
    end(stream, sent);
  }

  /** The head of an answer has come to a client, or what follows its body. */
  static void answered(
      Http2Connection connection, Channel channel, int stream, Http2Headers headers, Taps taps) {
    String status = text(headers.get(STATUS));
    if (status == null || status.startsWith(INFORMATION)) {
      return;
    }
    Streams streams = of(connection);
    Place place = streams == null ? null : streams.takeAsked(stream);
    if (place == null && stream == UPGRADED) {
      Connection before = Connection.of(channel);
      place = before == null ? null : before.takeUpgraded();
    }
    if (place == null || !status.startsWith(SUCCESS)) {
      return;
    }
    Tap tap = place.open(taps, Taps.Side.RESPONSE, new HeadersHead(headers));
    if (tap != null) {
      ofOrNew(connection).begin(stream, tap);
    }
  }

  private synchronized @Nullable Place takeAsked(int stream) {
    return asked.remove(stream);
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
    end(stream, taps);
  }

  /** A stream has ended, on both sides. */
  void closed(int stream) {
    end(stream, taps);
    end(stream, sent);
    takeAsked(stream);
  }

  private void end(int stream, Map<Integer, Tap> from) {
    Tap tap;
    synchronized (this) {
      tap = from.remove(stream);
    }
    if (tap != null) {
      tap.end();
    }
  }

  private synchronized void endAll() {
    for (Map<Integer, Tap> each : List.of(taps, sent)) {
      for (Tap tap : each.values()) {
        tap.end();
      }
      each.clear();
    }
  }
}
