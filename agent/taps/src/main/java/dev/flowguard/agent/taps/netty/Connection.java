package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The requests that a client sends by one connection of HTTP/1.1, and the answers, which come in
 * their order. Thread-safe.
 */
final class Connection {
  private static final WeakIdentityMap<Channel, Connection> OPEN =
      new WeakIdentityMap<>(Connection::end);

  private static final int MOST_UNANSWERED = 10_000;
  private static final int SWITCHING = 101;
  private static final int SUCCESS = 200;
  private static final int NO_SUCCESS = 300;

  // All guarded by this.

  /** Where each request went; empty if no source captures its answer. */
  private final Queue<Optional<Place>> unanswered = new ArrayDeque<>();

  private @Nullable Tap request;
  private @Nullable Tap answer;

  /** Where the request went whose answer comes by the protocol that the connection now has. */
  private @Nullable Place upgraded;

  /** True once too many answers are missing to know which one comes. */
  private boolean isLost;

  private Connection() {}

  /** The connection of a channel; null if it has sent nothing. */
  static @Nullable Connection of(Channel channel) {
    return OPEN.get(channel);
  }

  /** A request begins. Its head is read now. */
  static void begin(Channel channel, HttpRequest head, Taps taps) {
    Connection connection = of(channel);
    if (connection == null) {
      connection = new Connection();
      OPEN.put(channel, connection);
    }
    Place place = Place.of(channel, head.headers().get(HttpHeaderNames.HOST), head.uri(), null);
    connection.begin(place, head, taps);
  }

  private synchronized void begin(Place place, HttpRequest head, Taps taps) {
    endRequest();
    if (isLost) {
      return;
    }
    boolean isTunnel = HttpMethod.CONNECT.equals(head.method());
    boolean hasAnswer = !isTunnel && !HttpMethod.HEAD.equals(head.method());
    boolean isWanted = hasAnswer && place.isWanted(taps, Taps.Side.RESPONSE);
    if (unanswered.size() >= MOST_UNANSWERED) {
      isLost = true;
      unanswered.clear();
      throw new IllegalStateException("too many requests of a connection have no answer");
    }
    unanswered.add(isWanted ? Optional.of(place) : Optional.empty());
    if (!isTunnel && Bodies.hasBody(head.headers()) && place.isWanted(taps, Taps.Side.REQUEST)) {
      request = place.open(taps, Taps.Side.REQUEST, head.headers()::get);
    }
  }

  /** A piece of the body of the request that began last. */
  synchronized void sends(ByteBuf piece) {
    if (request != null) {
      Buffers.add(piece, request);
    }
  }

  /** The request that began last is complete. */
  synchronized void endRequest() {
    if (request != null) {
      request.end();
      request = null;
    }
  }

  /** An answer begins: to the first request that has none, unless it is informational. */
  synchronized void answers(HttpResponse head, Taps taps) {
    endAnswer();
    int status = head.status().code();
    if (status < SUCCESS && status != SWITCHING) {
      return;
    }
    Optional<Place> place = unanswered.poll();
    if (place == null || place.isEmpty()) {
      return;
    }
    if (status == SWITCHING) {
      upgraded = place.get();
    } else if (status < NO_SUCCESS) {
      answer = place.get().open(taps, Taps.Side.RESPONSE, head.headers()::get);
    }
  }

  /** A piece of the body of the answer that began last. */
  synchronized void receives(ByteBuf piece) {
    if (answer != null) {
      Buffers.add(piece, answer);
    }
  }

  /** The answer that began last is complete. */
  synchronized void endAnswer() {
    if (answer != null) {
      answer.end();
      answer = null;
    }
  }

  /** Where the request went that has changed the protocol, once; null if no source captures it. */
  synchronized @Nullable Place takeUpgraded() {
    Place place = upgraded;
    upgraded = null;
    return place;
  }

  /** Nothing more comes by this channel. */
  static void end(Channel channel) {
    Connection connection = OPEN.remove(channel);
    if (connection != null) {
      connection.end();
    }
  }

  private synchronized void end() {
    endRequest();
    endAnswer();
  }
}
