package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Answers on one connection of HTTP/1.1: they come in the order of the requests, of which more than
 * one may be on its way. Thread-safe.
 */
final class ConnectionAnswers {
  private static final WeakIdentityMap<Channel, ConnectionAnswers> OPEN =
      new WeakIdentityMap<>(ConnectionAnswers::close);

  /** Requests that may wait for their answers: with more, its answers are no longer captured. */
  private static final int MOST_ASKED = 1_000;

  private static final int SWITCHING = 101;
  private static final int FIRST_FINAL = 200;

  // Guarded by this.
  private final Queue<Optional<Asked>> asked = new ArrayDeque<>();
  private @Nullable Tap tap;

  /** The request that has changed the protocol, if its answer is captured. */
  private @Nullable Asked upgraded;

  /** True while an answer is written that is followed by another one to the same request. */
  private boolean isInterim;

  /** True once too many answers are missing to know which one comes. */
  private boolean isLost;

  private ConnectionAnswers() {}

  /** A request has come. Its head is kept as it is, because its answer may come much later. */
  static void asked(Channel channel, HttpRequest request, Taps taps) {
    ConnectionAnswers answers = OPEN.get(channel);
    if (answers == null) {
      answers = new ConnectionAnswers();
      OPEN.put(channel, answers);
    }
    answers.add(Asked.of(request.method().name(), request.uri(), request.headers()::get, taps));
  }

  private synchronized void add(@Nullable Asked next) {
    if (isLost) {
      return;
    }
    if (asked.size() >= MOST_ASKED) {
      isLost = true;
      asked.clear();
      throw new IllegalStateException("too many requests of a connection wait for their answers");
    }
    asked.add(Optional.ofNullable(next));
  }

  /** A part of an answer is about to be encoded, or all of it. */
  static void written(Channel channel, Object message, Taps taps) {
    ConnectionAnswers answers = OPEN.get(channel);
    if (answers != null) {
      answers.written(message, taps);
    }
  }

  private synchronized void written(Object message, Taps taps) {
    if (message instanceof HttpResponse response) {
      int status = response.status().code();
      isInterim = status < FIRST_FINAL && status != SWITCHING;
      if (!isInterim) {
        begin(response, status, taps);
      }
    }
    if (tap != null && !isInterim) {
      if (message instanceof HttpContent content) {
        Buffers.add(content.content(), tap);
      } else if (message instanceof ByteBuf bytes) {
        Buffers.add(bytes, tap);
      }
      if (message instanceof LastHttpContent) {
        end();
      }
    }
  }

  private void begin(HttpResponse response, int status, Taps taps) {
    end();
    Optional<Asked> answered = asked.poll();
    if (answered != null && answered.isPresent()) {
      upgraded = status == SWITCHING ? answered.get() : null;
      tap = answered.get().answered(status, response.headers()::get, taps);
    }
  }

  /**
   * The request that has changed the protocol of a channel to HTTP/2, by which it is answered; null
   * if there is none, or no source captures its answer. Answers of HTTP/1.1 have ended there.
   */
  static @Nullable Asked takeUpgraded(Channel channel) {
    ConnectionAnswers answers = OPEN.remove(channel);
    return answers == null ? null : answers.upgraded();
  }

  private synchronized @Nullable Asked upgraded() {
    return upgraded;
  }

  private void end() {
    Tap present = tap;
    tap = null;
    if (present != null) {
      present.end();
    }
  }

  /** A connection was closed: nothing more will be written. */
  static void closed(Channel channel) {
    ConnectionAnswers answers = OPEN.remove(channel);
    if (answers != null) {
      answers.close();
    }
  }

  private synchronized void close() {
    asked.clear();
    end();
  }
}
