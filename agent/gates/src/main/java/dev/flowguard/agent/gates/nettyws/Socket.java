package dev.flowguard.agent.gates.nettyws;

import dev.flowguard.agent.gates.netty.EventLoopAnswers;
import dev.flowguard.agent.gates.netty.Target;
import dev.flowguard.agent.spi.Answers;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Message;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.OutboundRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.AttributeKey;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One client's WebSocket. Used by its channel's event loop alone. */
final class Socket {
  private static final AttributeKey<Socket> KEY = AttributeKey.valueOf("dev.flowguard.socket");

  /** The first reserved bit: the message is compressed. */
  private static final int RSV1 = 4;

  private record Written(WebSocketFrame frame, ChannelPromise promise) {
    void drop(Throwable cause) {
      frame.release();
      promise.tryFailure(cause);
    }
  }

  private final Guard guard;
  private final ChannelHandlerContext ctx;
  private final WebSocket08FrameEncoder encoder;
  private final Target target;
  private final Queue<Written> backlog = new ArrayDeque<>();
  private final Inflation inflation = new Inflation();

  private Message message = new Message();
  private boolean isCompressed;
  private boolean isWaiting;
  private boolean isStopped;
  private @Nullable WebSocketFrame passing;

  private Socket(
      Guard guard, ChannelHandlerContext ctx, WebSocket08FrameEncoder encoder, Target target) {
    this.guard = guard;
    this.ctx = ctx;
    this.encoder = encoder;
    this.target = target;
  }

  static Socket of(
      Guard guard, ChannelHandlerContext ctx, WebSocket08FrameEncoder encoder, Target target) {
    Socket socket = ctx.channel().attr(KEY).get();
    if (socket == null || socket.encoder != encoder) {
      Socket fresh = new Socket(guard, ctx, encoder, target);
      ctx.channel().attr(KEY).set(fresh);
      ctx.channel().closeFuture().addListener(closed -> fresh.close());
      return fresh;
    }
    return socket;
  }

  /** True if the frame is taken from the encoder, which then must not see it now. */
  boolean takes(WebSocketFrame frame, ChannelPromise promise) {
    if (frame == passing) {
      passing = null;
      return false;
    }
    if (isStopped) {
      new Written(frame, promise).drop(new ClosedChannelException());
      return true;
    }
    if (isWaiting) {
      backlog.add(new Written(frame, promise));
      return true;
    }
    return isHeld(new Written(frame, promise));
  }

  private boolean isHeld(Written written) {
    WebSocketFrame frame = written.frame();
    if (!isData(frame)) {
      return false;
    }
    CompletableFuture<Void> passed = judge(frame);
    if (Answers.passedAtOnce(passed)) {
      return false;
    }
    isWaiting = true;
    EventLoopAnswers.then(
        passed,
        ctx.executor(),
        failure -> {
          if (isStopped) {
            written.drop(new ClosedChannelException());
          } else if (failure == null) {
            goOn(written);
          } else {
            stop(written, failure);
          }
        });
    return true;
  }

  private static boolean isData(WebSocketFrame frame) {
    return frame instanceof TextWebSocketFrame
        || frame instanceof BinaryWebSocketFrame
        || frame instanceof ContinuationWebSocketFrame;
  }

  private CompletableFuture<Void> judge(WebSocketFrame frame) {
    EventLoopAnswers.Fault fault =
        new EventLoopAnswers.Fault(guard, SocketGate.CLIENT, "WEBSOCKET", target);
    try {
      if (!(frame instanceof ContinuationWebSocketFrame)) {
        message = new Message();
        isCompressed = (frame.rsv() & RSV1) != 0;
      }
      ByteBuf content = frame.content();
      byte[] sent = new byte[content.readableBytes()];
      content.getBytes(content.readerIndex(), sent);
      boolean isLast = frame.isFinalFragment();
      byte[] plain = isCompressed ? inflation.inflate(sent, isLast) : sent;
      Body body = plain == null ? new Body.NotHeld(Reason.ENCODING) : message.add(plain, isLast);
      long before = plain == null ? 0 : message.before(plain);
      return EventLoopAnswers.ask(
          guard,
          () ->
              new OutboundRequest(
                  "WEBSOCKET", target.url(target.scheme()), List.of(), body, SocketGate.CLIENT),
          null,
          before,
          fault);
    } catch (RuntimeException | Error e) {
      return fault.by(e);
    }
  }

  private void goOn(Written first) {
    write(first);
    isWaiting = false;
    while (!isWaiting && !backlog.isEmpty()) {
      Written next = backlog.remove();
      if (!isHeld(next)) {
        isWaiting = true; // what listeners write belongs behind what is waiting
        write(next);
        isWaiting = false;
      }
    }
    ctx.flush();
  }

  private void write(Written written) {
    passing = written.frame();
    try {
      encoder.write(ctx, written.frame(), written.promise());
    } catch (Exception e) {
      written.promise().tryFailure(e);
    } finally {
      passing = null;
    }
  }

  /** Fails the socket: without this message it is of no use to either side. */
  private void stop(Written written, Throwable cause) {
    isStopped = true;
    ctx.pipeline().fireExceptionCaught(cause);
    written.drop(cause);
    dropBacklog();
    ctx.close();
  }

  private void close() {
    if (!ctx.executor().inEventLoop()) {
      ctx.executor().execute(this::close);
      return;
    }
    isStopped = true;
    inflation.end();
    dropBacklog();
  }

  private void dropBacklog() {
    for (Written next = backlog.poll(); next != null; next = backlog.poll()) {
      next.drop(new ClosedChannelException());
    }
  }
}
