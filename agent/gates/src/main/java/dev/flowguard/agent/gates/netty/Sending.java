package dev.flowguard.agent.gates.netty;

import dev.flowguard.agent.spi.Answers;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What goes through one encoder of a channel, in its order. Used by the channel's event loop alone.
 */
final class Sending {
  private static final AttributeKey<Sending> KEY = AttributeKey.valueOf("dev.flowguard.http1");

  private enum State {
    /** Nothing is held. */
    OPEN,
    /** A request is coming piece by piece. */
    HOLDING,
    /** The guard's answer is awaited, or held messages are being written: others queue up. */
    WAITING,
    /** A request is going out that cannot be held. */
    PASSING,
    /** A request was stopped, and the channel is being closed. */
    STOPPED,
    CLOSED
  }

  private final Guard guard;
  private final ChannelHandlerContext ctx;
  private final Encoder encoder;
  private final @Nullable Sending other;
  private final Queue<Exchange.Written> backlog = new ArrayDeque<>();

  private State state = State.OPEN;
  private @Nullable Exchange exchange;
  private @Nullable Throwable stopped;
  private boolean draining;

  private Sending(
      Guard guard, ChannelHandlerContext ctx, Encoder encoder, @Nullable Sending other) {
    this.guard = guard;
    this.ctx = ctx;
    this.encoder = encoder;
    this.other = other;
  }

  /** Of an encoder that had something to hold before; else null. */
  static @Nullable Sending of(Channel channel, HttpRequestEncoder encoder) {
    if (!channel.hasAttr(KEY)) {
      return null;
    }
    for (Sending each = channel.attr(KEY).get(); each != null; each = each.other) {
      if (each.encoder.is(encoder)) {
        return each;
      }
    }
    return null;
  }

  static Sending begin(Guard guard, ChannelHandlerContext ctx, HttpRequestEncoder encoder) {
    Channel channel = ctx.channel();
    Sending sending = new Sending(guard, ctx, new Encoder(ctx, encoder), channel.attr(KEY).get());
    channel.attr(KEY).set(sending);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              if (ctx.executor().inEventLoop()) {
                sending.close();
              } else {
                ctx.executor().execute(sending::close);
              }
            });
    return sending;
  }

  /** True if the message is taken from the encoder, which then must not see it now. */
  boolean takes(Object message, ChannelPromise promise) {
    if (encoder.lets(message)) {
      return false;
    }
    if (state == State.WAITING || draining) {
      backlog.add(new Exchange.Written(message, promise));
      return true;
    }
    return process(message, promise);
  }

  private boolean process(Object message, ChannelPromise promise) {
    if (state == State.STOPPED) {
      refuse(message, promise);
      return true;
    }
    if (state == State.CLOSED) {
      return false;
    }
    if (message instanceof HttpRequest request) {
      return starts(request, promise);
    }
    Exchange current = exchange;
    if (state == State.HOLDING && current != null && isPiece(message)) {
      add(current, message, promise);
      return true;
    }
    if (state == State.PASSING && message instanceof LastHttpContent) {
      state = State.OPEN;
    }
    return false;
  }

  private static boolean isPiece(Object message) {
    return message instanceof HttpContent
        || message instanceof ByteBuf
        || message instanceof FileRegion;
  }

  private boolean starts(HttpRequest request, ChannelPromise promise) {
    if (exchange != null) {
      // Its body was given up: the server refused what was expected of it.
      exchange.drop(encoder, new ClosedChannelException());
      exchange = null;
    }
    state = State.OPEN;
    if (!WriteGate.isConcerned(guard, ctx, request)) {
      return false;
    }
    Exchange next = new Exchange(guard, ctx.channel(), request);
    CompletableFuture<Void> passed = null;
    try {
      if (next.isInOne()) {
        Reason reason = next.copy(request);
        passed = next.judge(reason == null ? next.body() : new Body.NotHeld(reason));
        if (Answers.passedAtOnce(passed)) {
          next.release();
          return false;
        }
      } else if (next.contentLength() > HeldBody.MAX_BYTES) {
        passed = next.judge(new Body.NotHeld(Reason.TOO_LARGE));
      } else if (HttpUtil.is100ContinueExpected(request) && !isPiece(request)) {
        passed = next.judge(Body.NONE);
        next.awaitsWord();
      }
    } catch (IOException | RuntimeException | Error e) {
      passed = next.fault(e);
    }
    exchange = next;
    if (passed == null) {
      state = State.HOLDING;
      expectWhole(next);
      if (isPiece(request)) {
        add(next, request, promise);
      } else {
        promise.trySuccess();
      }
    } else {
      next.keep(request, promise);
      await(next, passed);
    }
    return true;
  }

  private void expectWhole(Exchange current) {
    current.expectWhole(
        () -> {
          try {
            ctx.executor().execute(() -> stalled(current));
          } catch (RejectedExecutionException e) {
            // The loop has ended and its channels are closed; that has released what was held.
          }
        });
  }

  private void stalled(Exchange current) {
    if (state == State.HOLDING && exchange == current) {
      await(current, current.judge(new Body.NotHeld(Reason.STALLED)));
    }
  }

  private void add(Exchange current, Object piece, ChannelPromise promise) {
    Reason reason;
    CompletableFuture<Void> fault = null;
    long before = current.length();
    try {
      reason = current.copy(piece);
    } catch (IOException callers) {
      encoder.drop(piece, promise, callers);
      stop(callers);
      return;
    } catch (RuntimeException | Error e) {
      reason = Reason.FAULT;
      fault = current.fault(e);
    }
    if (reason != null) {
      current.keep(piece, promise);
      await(current, fault == null ? current.judge(new Body.NotHeld(reason)) : fault);
    } else if (piece instanceof LastHttpContent end) {
      current.complete(end.trailingHeaders(), promise, current.length() - before);
      ReferenceCountUtil.release(piece);
      await(current, current.judgeAll());
    } else {
      ReferenceCountUtil.release(piece);
      if (current.took(promise, current.length() - before)) {
        // A moment later: the body's end may be right behind, and then how its writing goes counts.
        ctx.executor().execute(current::goOn);
      }
    }
  }

  private void await(Exchange current, CompletableFuture<Void> passed) {
    state = State.WAITING;
    boolean atOnce = passed.isDone();
    EventLoopAnswers.then(
        passed,
        ctx.executor(),
        failure -> {
          if (state != State.WAITING || exchange != current) {
            return; // closed meanwhile
          }
          if (failure == null) {
            pass(current, !atOnce);
          } else {
            stop(failure);
          }
        });
  }

  private void pass(Exchange current, boolean isLate) {
    List<Object> messages;
    try {
      messages = current.messages();
    } catch (RuntimeException | Error e) {
      stop(new IOException("flowguard: a held request could not be sent", e));
      return;
    }
    boolean mustFlush = isLate || !current.isComplete() || !backlog.isEmpty();
    current.replay(messages, encoder);
    if (state != State.WAITING) {
      return; // closed by what was written
    }
    if (current.wasHeadOnly()) {
      state = State.HOLDING;
      expectWhole(current);
    } else {
      exchange = null;
      state = current.isComplete() ? State.OPEN : State.PASSING;
    }
    drain();
    if (mustFlush) {
      ctx.flush();
    }
  }

  /** What listeners write meanwhile belongs behind what is waiting. */
  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    while (state != State.WAITING && !backlog.isEmpty()) {
      Exchange.Written next = backlog.remove();
      if (!process(next.message(), next.promise())) {
        encoder.write(next.message(), next.promise());
      }
    }
    draining = false;
  }

  private void refuse(Object message, ChannelPromise promise) {
    Throwable cause = stopped;
    encoder.drop(
        message,
        promise,
        cause == null || message instanceof HttpRequest ? new ClosedChannelException() : cause);
  }

  /** Fails the request in the client's own way, and the connection with it. */
  private void stop(Throwable cause) {
    state = State.STOPPED;
    stopped = cause;
    Exchange current = exchange;
    exchange = null;
    // First, so that clients that look no further than to the end of the channel know why it ends.
    ctx.pipeline().fireExceptionCaught(cause);
    if (current != null) {
      current.drop(encoder, cause);
    }
    while (!backlog.isEmpty()) {
      Exchange.Written next = backlog.remove();
      refuse(next.message(), next.promise());
    }
    ctx.close();
  }

  private void close() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    Exchange current = exchange;
    exchange = null;
    ClosedChannelException closed = new ClosedChannelException();
    if (current != null) {
      current.drop(encoder, closed);
    }
    while (!backlog.isEmpty()) {
      Exchange.Written next = backlog.remove();
      encoder.drop(next.message(), next.promise(), closed);
    }
  }
}
