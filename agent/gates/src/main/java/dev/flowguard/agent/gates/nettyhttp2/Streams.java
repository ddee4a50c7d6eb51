package dev.flowguard.agent.gates.nettyhttp2;

import dev.flowguard.agent.gates.netty.EventLoopAnswers;
import dev.flowguard.agent.spi.Blocked;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.api.BlockedRequestException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2LifecycleManager;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.HttpToHttp2ConnectionHandler;
import io.netty.util.AttributeKey;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The streams of one connection that are held or judged. Used by its event loop alone. */
final class Streams {
  private static final AttributeKey<Streams> KEY = AttributeKey.valueOf("dev.flowguard.http2");

  private final Guard guard;
  private final ChannelHandlerContext ctx;
  private final Http2ConnectionEncoder encoder;
  private final NavigableMap<Integer, Stream> held = new TreeMap<>();

  /** Of the frame that was judged and is being sent, or is no request's concern. */
  private @Nullable ChannelPromise passing;

  private Streams(Guard guard, ChannelHandlerContext ctx, Http2ConnectionEncoder encoder) {
    this.guard = guard;
    this.ctx = ctx;
    this.encoder = encoder;
  }

  /** Of a connection that had something to hold before; else null. */
  static @Nullable Streams of(Channel channel, Http2ConnectionEncoder encoder) {
    Streams streams = channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
    return streams != null && streams.encoder == encoder ? streams : null;
  }

  static Streams begin(Guard guard, ChannelHandlerContext ctx, Http2ConnectionEncoder encoder) {
    Streams streams = new Streams(guard, ctx, encoder);
    ctx.channel().attr(KEY).set(streams);
    encoder
        .connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                streams.closed(stream.id());
              }
            });
    ctx.channel().closeFuture().addListener(closed -> streams.closeAll());
    return streams;
  }

  /** True if the frame is taken from the encoder, which then must not see it now. */
  boolean takes(Frame frame) {
    if (frame.promise() == passing) {
      return false;
    }
    int id = frame.stream();
    Stream stream = held.get(id);
    if (stream != null) {
      stream.take(frame);
      return true;
    }
    if (!frame.isHeaders() || hasBegun(encoder.connection().stream(id))) {
      return false; // of a stream that has passed
    }
    if (!Head.isConcerned(guard, ctx.channel(), frame.headers())) {
      sendHeadsBefore(id);
      return false;
    }
    return opens(frame);
  }

  /** Some create a stream long before they write its head, as Vert.x does. */
  private static boolean hasBegun(@Nullable Http2Stream stream) {
    return stream != null && stream.isHeadersSent();
  }

  private boolean opens(Frame frame) {
    int id = frame.stream();
    try {
      if (encoder.connection().stream(id) == null) {
        encoder.connection().local().createStream(id, false);
      }
    } catch (Http2Exception e) {
      return false; // Netty will come to the same end, in its own words
    }
    Head head = new Head(guard, ctx.channel(), frame.headers());
    Stream stream =
        head.isGrpc()
            ? new GrpcMessages(this, head, guard.hold(-1))
            : new HeldStream(this, head, guard.hold(head.contentLength()));
    held.put(id, stream);
    stream.take(frame);
    return true;
  }

  /** Sends a frame past the gate. */
  void send(Frame frame) {
    if (frame.isHeaders()) {
      sendHeadsBefore(frame.stream());
    }
    ChannelPromise before = passing;
    passing = frame.promise();
    try {
      frame.to(encoder);
    } finally {
      passing = before;
    }
  }

  private void sendHeadsBefore(int id) {
    if (!held.isEmpty() && held.firstKey() < id) {
      for (Stream earlier : new ArrayList<>(held.headMap(id).values())) {
        earlier.sendHead();
      }
    }
  }

  /** Goes on with a stream when its answer is there; not if the stream was closed meanwhile. */
  void then(
      Stream stream, int id, CompletableFuture<Void> passed, Consumer<@Nullable Throwable> goOn) {
    boolean atOnce = passed.isDone();
    EventLoopAnswers.then(
        passed,
        ctx.executor(),
        failure -> {
          if (held.get(id) != stream) {
            return;
          }
          goOn.accept(failure);
          if (!atOnce) {
            flush();
          }
        });
  }

  /** Runs this in the event loop, unless the stream is gone by then. */
  void later(Stream stream, int id, Runnable task) {
    try {
      ctx.executor()
          .execute(
              () -> {
                if (held.get(id) == stream) {
                  task.run();
                  flush();
                }
              });
    } catch (RejectedExecutionException e) {
      // The loop has ended and its channels are closed; that has released what was held.
    }
  }

  void flush() {
    try {
      encoder.flowController().writePendingBytes();
    } catch (Http2Exception e) {
      fail(e);
    }
    ctx.flush();
  }

  private void fail(Throwable cause) {
    if (ctx.handler() instanceof Http2LifecycleManager lifecycle) {
      lifecycle.onError(ctx, true, cause);
    }
  }

  /** All of it has been handed over: what comes now goes straight to the connection. */
  void forget(int id) {
    held.remove(id);
  }

  /** Fails one stream as Netty fails a broken one, which all that is built on it knows. */
  void stop(Stream stream, int id, Throwable cause) {
    held.remove(id);
    // A channel of its own hears of the failure by an exception, and closes when a write fails.
    // What
    // uses the connection itself, as Armeria does, hears by the write, and not after the
    // reset.
    boolean hasChannels = ctx.handler() instanceof Http2FrameCodec;
    boolean isHeard = hasChannels || stream.drop(cause);
    Throwable error = ofStream(id, cause);
    if (!isHeard && ctx.handler() instanceof HttpToHttp2ConnectionHandler) {
      // No write is under way: it hears as of a reset by the peer.
      ctx.fireExceptionCaught(error);
    }
    if (ctx.handler() instanceof Http2LifecycleManager lifecycle) {
      lifecycle.onError(ctx, false, error);
      if (encoder.connection().stream(id) != null) {
        lifecycle.resetStream(ctx, id, Http2Error.CANCEL.code(), ctx.newPromise());
      }
    }
    if (hasChannels) {
      stream.drop(cause);
    }
    ctx.flush();
  }

  /**
   * The cause itself is what the client is to see; Netty looks for the stream behind it. Those that
   * hand on only what Netty finds show a copy of it.
   */
  private static Throwable ofStream(int id, Throwable cause) {
    Throwable shown = cause instanceof BlockedRequestException block ? Blocked.again(block) : cause;
    Http2Exception error =
        Http2Exception.streamError(id, Http2Error.CANCEL, shown, "the request was stopped");
    try {
      return cause.initCause(error);
    } catch (IllegalStateException e) {
      return Http2Exception.streamError(id, Http2Error.CANCEL, cause, "the request was stopped");
    }
  }

  private void closed(int id) {
    Stream stream = held.remove(id);
    if (stream != null) {
      stream.drop(new ClosedChannelException());
    }
  }

  private void closeAll() {
    if (!ctx.executor().inEventLoop()) {
      ctx.executor().execute(this::closeAll);
      return;
    }
    for (int id : new ArrayList<>(held.keySet())) {
      closed(id);
    }
  }

  ChannelHandlerContext ctx() {
    return ctx;
  }
}
