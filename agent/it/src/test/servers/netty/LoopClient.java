package dev.flowguard.agent.contract;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;

/** Sends on the event loop that has read the request, which never waits. */
final class LoopClient {
  private LoopClient() {}

  /** Sends a piece of what was read, and answers when it is known what came of it. */
  static void leak(ChannelHandlerContext context, String leakTo, byte[] read) {
    URI to = URI.create(leakTo);
    new Bootstrap()
        .group(context.channel().eventLoop())
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpClientCodec(), new Answered(context, read));
              }
            })
        .connect(to.getHost(), to.getPort())
        .addListener(
            connected -> {
              Channel channel = ((ChannelFuture) connected).channel();
              FullHttpRequest request =
                  new DefaultFullHttpRequest(
                      HttpVersion.HTTP_1_1,
                      HttpMethod.POST,
                      to.getRawPath() + "?" + to.getRawQuery(),
                      Unpooled.wrappedBuffer(ServedApplication.piece(read)));
              request
                  .headers()
                  .set(HttpHeaderNames.HOST, to.getAuthority())
                  .set(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream")
                  .set(
                      HttpHeaderNames.CONTENT_LENGTH,
                      Integer.toString(request.content().readableBytes()));
              channel
                  .writeAndFlush(request)
                  .addListener(
                      sent -> {
                        if (!sent.isSuccess()) {
                          String outcome = sent.cause().getClass().getSimpleName();
                          Answers.send(context, ServedApplication.answer(read, outcome));
                          channel.close();
                        }
                      });
            });
  }

  private static final class Answered extends SimpleChannelInboundHandler<HttpObject> {
    private final ChannelHandlerContext context;
    private final byte[] read;

    Answered(ChannelHandlerContext context, byte[] read) {
      this.context = context;
      this.read = read;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext own, HttpObject message) {
      if (message instanceof HttpResponse) {
        String outcome = Integer.toString(((HttpResponse) message).status().code());
        Answers.send(context, ServedApplication.answer(read, outcome));
        own.close();
      }
    }
  }
}
