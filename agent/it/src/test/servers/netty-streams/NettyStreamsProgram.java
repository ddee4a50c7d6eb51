package dev.flowguard.agent.contract;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Netty as it is, with streams that stay open. */
final class NettyStreamsProgram implements ServerProgram {
  private static final int LARGEST = 1 << 20;

  /** Writes what is still to come of it. */
  private static final AtomicReference<Runnable> STREAM_BEFORE = new AtomicReference<>(() -> {});

  @Override
  public int start() throws InterruptedException {
    Channel server =
        new ServerBootstrap()
            .group(new NioEventLoopGroup(1), new NioEventLoopGroup(2))
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(LARGEST),
                            new Application());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  private static final class Application extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      StreamedText text = StreamedText.of(request.uri());
      String leakTo = request.headers().get(ServedApplication.LEAK_TO);
      if (leakTo != null) {
        new Thread(() -> leak(context, leakTo, text)).start();
        return;
      }
      HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      response.headers().set("Content-Type", StreamedText.TYPE);
      response.headers().set("Transfer-Encoding", "chunked");
      context.write(response);
      STREAM_BEFORE.getAndSet(() -> write(text.laterEvents(), context)).run();
      write(text.events(), context);
    }

    private static void write(List<byte[]> events, ChannelHandlerContext to) {
      for (byte[] event : events) {
        to.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(event)));
      }
    }

    private static void leak(ChannelHandlerContext context, String leakTo, StreamedText text) {
      String outcome =
          ServedApplication.outcome(leakTo, text.text().getBytes(StandardCharsets.UTF_8));
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.OK,
              Unpooled.wrappedBuffer(outcome.getBytes(StandardCharsets.UTF_8)));
      response.headers().set("Content-Length", response.content().readableBytes());
      context.writeAndFlush(response);
    }
  }
}
