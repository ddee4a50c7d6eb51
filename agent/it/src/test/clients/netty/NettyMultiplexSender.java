package dev.flowguard.agent.contract;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Streams of Netty that are channels of their own, on one connection in clear text. */
final class NettyMultiplexSender implements Sender {
  static {
    LeakLog.watch();
  }

  private final EventLoopGroup loop = Netty.loop();
  private Channel connection;

  @Override
  public int send(Request request) throws Exception {
    URI url = URI.create(request.url());
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    Http2StreamChannel stream =
        new Http2StreamChannelBootstrap(connection(url)).handler(new Answer(answer)).open().get();
    stream
        .closeFuture()
        .addListener(closed -> answer.completeExceptionally(new ClosedChannelException()));
    Netty.onFailure(
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(head(url, request), false)),
        answer::completeExceptionally);
    byte[] bytes = request.body();
    int split = request.split();
    Netty.onFailure(
        stream.write(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(bytes, 0, split))),
        answer::completeExceptionally);
    Netty.onFailure(
        stream.writeAndFlush(
            new DefaultHttp2DataFrame(
                Unpooled.copiedBuffer(bytes, split, bytes.length - split), true)),
        answer::completeExceptionally);
    try {
      return answer.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    } finally {
      LeakLog.check();
    }
  }

  private static Http2Headers head(URI url, Request request) {
    Http2Headers head =
        new DefaultHttp2Headers()
            .method(request.method())
            .scheme(url.getScheme())
            .authority(url.getAuthority())
            .path(url.getRawPath());
    request.headers().forEach((name, value) -> head.set(name.toLowerCase(Locale.ROOT), value));
    return head;
  }

  private synchronized Channel connection(URI url) throws InterruptedException {
    if (connection == null || !connection.isActive()) {
      connection =
          Netty.bootstrap(
                  loop,
                  fresh ->
                      fresh
                          .pipeline()
                          .addLast(
                              Http2FrameCodecBuilder.forClient().build(),
                              new Http2MultiplexHandler(new ChannelInboundHandlerAdapter())))
              .connect(url.getHost(), url.getPort())
              .sync()
              .channel();
    }
    return connection;
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("awaits each answer");
  }

  private static final class Answer extends SimpleChannelInboundHandler<Http2HeadersFrame> {
    private final CompletableFuture<Integer> status;

    Answer(CompletableFuture<Integer> status) {
      this.status = status;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
      status.complete(Integer.valueOf(frame.headers().status().toString()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      status.completeExceptionally(cause);
    }
  }
}
