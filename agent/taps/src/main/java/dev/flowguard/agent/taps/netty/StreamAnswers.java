package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers on the streams of one HTTP/2 connection of a server. Thread-safe. */
final class StreamAnswers {
  private static final WeakIdentityMap<Http2Connection, StreamAnswers> OPEN =
      new WeakIdentityMap<>(StreamAnswers::endAll);

  private static final int FIRST_FINAL = 200;
  private static final int UPGRADED = 1;

  // Guarded by this.
  private final Map<Integer, Asked> asked = new HashMap<>();
  private final Map<Integer, Tap> taps = new HashMap<>();

  /** The stream that began last: Netty may refuse to create it, and then it is never closed. */
  private int newest;

  private StreamAnswers() {}

  /** The answers of a connection; null if no source captures one. */
  static @Nullable StreamAnswers of(Http2Connection connection) {
    return OPEN.get(connection);
  }

  /** The head of a request has come, or what follows its body. */
  static void asked(Http2Connection connection, int stream, Http2Headers headers, Taps taps) {
    CharSequence method = headers.method();
    CharSequence path = headers.path();
    StreamAnswers answers = of(connection);
    if (answers != null) {
      answers.endIfRefused(connection);
    }
    Asked next =
        method == null || path == null
            ? null
            : Asked.of(method.toString(), path.toString(), new HeadersHead(headers), taps);
    if (next != null) {
      asked(connection, stream, next);
    }
  }

  private static void asked(Http2Connection connection, int stream, Asked next) {
    StreamAnswers answers = of(connection);
    if (answers == null) {
      answers = new StreamAnswers();
      OPEN.put(connection, answers);
    }
    answers.add(stream, next);
  }

  /**
   * A head is about to be written. The first stream may answer a request that came by HTTP/1.1, and
   * has changed the protocol (RFC 7540, 3.2).
   */
  static void answering(Http2Connection connection, Channel channel, int stream) {
    Asked upgraded = stream == UPGRADED ? ConnectionAnswers.takeUpgraded(channel) : null;
    if (upgraded != null) {
      asked(connection, stream, upgraded);
    }
  }

  private synchronized void add(int stream, Asked next) {
    asked.put(stream, next);
    newest = Math.max(newest, stream); // the first one may be answered late
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

  /** The head of an answer is about to be written, one before it, or what follows its body. */
  void head(int stream, Http2Headers headers, Taps taps) {
    WrittenHead head = new WrittenHead(headers);
    int status = head.status();
    Asked answered;
    synchronized (this) {
      answered = status < FIRST_FINAL ? null : asked.remove(stream);
    }
    Tap tap = answered == null ? null : answered.answered(status, head, taps);
    if (tap != null) {
      synchronized (this) {
        this.taps.put(stream, tap);
      }
    }
  }

  /** The tap of an answer; null if no source captures it. */
  synchronized @Nullable Tap tap(int stream) {
    return taps.get(stream);
  }

  /** Nothing more of an answer will be written. */
  void end(int stream) {
    Tap tap;
    synchronized (this) {
      asked.remove(stream);
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
    asked.clear();
  }
}
