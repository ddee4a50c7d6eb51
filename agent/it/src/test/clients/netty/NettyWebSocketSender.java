package dev.flowguard.agent.contract;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketClientExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateClientExtensionHandshaker;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A WebSocket of Netty, whose messages may come in fragments. A header {@code before} is a message
 * that is sent before the other, {@code permessage-deflate} an offer to compress them.
 */
final class NettyWebSocketSender implements Sender {
  static {
    LeakLog.watch();
  }

  private final EventLoopGroup loop = Netty.loop();

  @Override
  public int send(Request request) throws Exception {
    URI uri = new URI(request.url());
    SslContext tls = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).build();
    String before = request.headers().get("before");
    Answer answer = new Answer(before == null ? 1 : 2);
    Channel channel =
        Netty.bootstrap(
                loop,
                fresh -> {
                  fresh
                      .pipeline()
                      .addLast(
                          tls.newHandler(fresh.alloc(), uri.getHost(), uri.getPort()),
                          new HttpClientCodec(),
                          new HttpObjectAggregator(1 << 20));
                  if (request.headers().containsKey("permessage-deflate")) {
                    fresh
                        .pipeline()
                        .addLast(
                            new WebSocketClientExtensionHandler(
                                new PerMessageDeflateClientExtensionHandshaker()));
                  }
                  fresh
                      .pipeline()
                      .addLast(
                          new WebSocketClientProtocolHandler(
                              WebSocketClientHandshakerFactory.newHandshaker(
                                  uri,
                                  WebSocketVersion.V13,
                                  null,
                                  true,
                                  EmptyHttpHeaders.INSTANCE)),
                          answer);
                })
            .connect(uri.getHost(), uri.getPort())
            .sync()
            .channel();
    channel.closeFuture().addListener(closed -> answer.end(new ClosedChannelException()));
    try {
      answer.ready.get(20, TimeUnit.SECONDS);
      if (before != null) {
        Netty.onFailure(channel.writeAndFlush(new TextWebSocketFrame(before)), answer::end);
      }
      write(channel, request, answer);
      answer.text.get(20, TimeUnit.SECONDS);
      LeakLog.check();
      return 200;
    } catch (ExecutionException e) {
      LeakLog.check();
      if (answer.failures.get() > 1) {
        throw new IllegalStateException("failed " + answer.failures + " times", e);
      }
      throw (Exception) e.getCause();
    } finally {
      channel.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
  }

  private static void write(Channel channel, Request request, Answer answer) {
    byte[] bytes = request.body();
    int split = request.split();
    boolean isText = request.kind() != Kind.BYTES;
    if (split == 0) {
      Netty.onFailure(channel.writeAndFlush(first(isText, true, bytes, bytes.length)), answer::end);
    } else {
      Netty.onFailure(channel.writeAndFlush(first(isText, false, bytes, split)), answer::end);
      Netty.onFailure(
          channel.writeAndFlush(
              new ContinuationWebSocketFrame(
                  true, 0, Unpooled.copiedBuffer(bytes, split, bytes.length - split))),
          answer::end);
    }
  }

  private static WebSocketFrame first(boolean isText, boolean isLast, byte[] bytes, int count) {
    return isText
        ? new TextWebSocketFrame(isLast, 0, Unpooled.copiedBuffer(bytes, 0, count))
        : new BinaryWebSocketFrame(isLast, 0, Unpooled.copiedBuffer(bytes, 0, count));
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("a WebSocket has one way to send");
  }

  private static final class Answer extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final AtomicInteger failures = new AtomicInteger();
    private int unanswered;

    Answer(int messages) {
      unanswered = messages;
    }

    void end(Throwable cause) {
      ready.completeExceptionally(cause);
      text.completeExceptionally(cause);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
      if (--unanswered == 0) {
        text.complete(frame.content().toString(StandardCharsets.UTF_8));
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        ready.complete(null);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failures.incrementAndGet();
      end(cause);
    }
  }
}
