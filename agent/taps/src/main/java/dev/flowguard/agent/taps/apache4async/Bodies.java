package dev.flowguard.agent.taps.apache4async;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.OpenBodies;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.http.Header;
import org.apache.http.HttpMessage;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.nio.NHttpClientConnection;
import org.apache.http.nio.reactor.ssl.SSLIOSession;
import org.jspecify.annotations.Nullable;

/** Bodies that are on their way, by the encoders and decoders of their connections. */
final class Bodies {
  static final OpenBodies OPEN = new OpenBodies();

  /** By connection: what begins in the method that runs. */
  private static final OpenBodies BEGUN = new OpenBodies();

  private static final WeakIdentityMap<Object, Sent> SENT = new WeakIdentityMap<>(lost -> {});

  /** More than a pipeline holds. */
  private static final int MOST_SENT = 1_000;

  private Bodies() {}

  /** The requests of a connection that have no answer yet: several in a pipeline. */
  private static final class Sent {
    private final Deque<HttpRequest> requests = new ArrayDeque<>(1);
    private long count;

    /**
     * @param counted requests of the connection, which says whether this one was sent: a gate may
     *     hold it until it is judged, or may have sent it within the same call
     */
    synchronized void add(HttpRequest request, long counted) {
      if (counted != count && requests.size() < MOST_SENT) {
        requests.add(request);
      }
      count = counted;
    }

    synchronized @Nullable HttpRequest next() {
      return requests.poll();
    }
  }

  /** A connection was given a request. */
  static void submitted(NHttpClientConnection connection, HttpRequest request) {
    Sent sent = SENT.get(connection);
    if (sent == null) {
      sent = new Sent();
      SENT.put(connection, sent);
    }
    sent.add(request, connection.getMetrics().getRequestCount());
  }

  /** An encoder is about to be made for the body of this request. */
  static void request(NHttpClientConnection connection, HttpRequest request, Taps taps) {
    begin(Taps.Side.REQUEST, connection, request, name -> value(request, name), taps);
  }

  /** A decoder is about to be made for the body of this answer. */
  static void answer(NHttpClientConnection connection, HttpResponse answer, Taps taps) {
    Sent sent = SENT.get(connection);
    HttpRequest request = sent == null ? null : sent.next();
    if (request != null && answer.getStatusLine().getStatusCode() / 100 == 2) {
      begin(Taps.Side.RESPONSE, connection, request, name -> value(answer, name), taps);
    }
  }

  /** This is the encoder or decoder. */
  static void made(Object codec, Object connection) {
    OPEN.begin(codec, BEGUN.take(connection));
  }

  private static void begin(
      Taps.Side side,
      NHttpClientConnection connection,
      HttpRequest request,
      MessageHead head,
      Taps taps) {
    String authority = value(request, "Host");
    if (authority == null) {
      return;
    }
    int colon = authority.lastIndexOf(':');
    int port = colon < 0 ? -1 : port(authority, colon + 1);
    String host = port < 0 ? authority : authority.substring(0, colon);
    if (port < 0) {
      boolean isSecure = connection.getContext().getAttribute(SSLIOSession.SESSION_KEY) != null;
      port = isSecure ? 443 : 80;
    }
    String target = request.getRequestLine().getUri();
    if (taps.wantsExchange(side, host, port, target)) {
      BEGUN.begin(connection, taps.openExchange(side, host, port, target, head));
    }
  }

  /** The number at the end of an authority; -1 if it is none. */
  private static int port(String authority, int from) {
    int port = 0;
    for (int i = from; i < authority.length(); i++) {
      char c = authority.charAt(i);
      if (c < '0' || c > '9' || port > 65_535) {
        return -1;
      }
      port = 10 * port + c - '0';
    }
    return from == authority.length() ? -1 : port;
  }

  private static @Nullable String value(HttpMessage message, String name) {
    Header header = message.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }
}
