package dev.flowguard.agent.contract;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;

/**
 * Reads answers by Netty's codec, on one connection that is kept as long as the server keeps it.
 */
final class NettyAnswers implements AnswerReader {
  @SuppressWarnings("deprecation") // of 4.2, where 4.1 has no other
  private final EventLoopGroup loop = new NioEventLoopGroup(1);

  private Channel channel;

  @Override
  public InputStream get(String url) throws Exception {
    URI uri = URI.create(url);
    Channel to = channel(uri);
    ArrivingBody body = new ArrivingBody();
    body.whenClosed(
        () -> {
          if (to.pipeline().get(Answers.class).body == body) {
            to.close().syncUninterruptibly();
          }
        });
    to.pipeline().get(Answers.class).body = body;
    HttpRequest head =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, uri.getRawPath());
    head.headers().set(HttpHeaderNames.HOST, uri.getHost() + ":" + uri.getPort());
    to.writeAndFlush(head);
    return body;
  }

  @Override
  public byte[] post(String url, byte[] text) throws Exception {
    URI uri = URI.create(url);
    Channel to = channel(uri);
    ArrivingBody body = new ArrivingBody();
    to.pipeline().get(Answers.class).body = body;
    HttpRequest head =
        url.endsWith("chunked")
            ? new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, uri.getRawPath())
            : new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.POST,
                uri.getRawPath(),
                Unpooled.wrappedBuffer(text));
    head.headers().set(HttpHeaderNames.HOST, uri.getHost() + ":" + uri.getPort());
    head.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    if (head instanceof LastHttpContent) {
      head.headers().set(HttpHeaderNames.CONTENT_LENGTH, text.length);
      to.writeAndFlush(head);
    } else {
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      to.write(head);
      int half = text.length / 2;
      to.write(new DefaultHttpContent(Unpooled.wrappedBuffer(Arrays.copyOf(text, half))));
      to.write(Unpooled.wrappedBuffer(Arrays.copyOfRange(text, half, text.length)));
      to.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    return body.readAllBytes();
  }

  private Channel channel(URI uri) throws InterruptedException {
    if (channel == null || !channel.isActive()) {
      channel =
          new Bootstrap()
              .group(loop)
              .channel(NioSocketChannel.class)
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                      fresh
                          .pipeline()
                          .addLast(
                              new HttpClientCodec(), new HttpContentDecompressor(), new Answers());
                    }
                  })
              .connect(uri.getHost(), uri.getPort())
              .sync()
              .channel();
    }
    return channel;
  }

  private static final class Answers extends SimpleChannelInboundHandler<HttpObject> {
    private volatile ArrivingBody body;

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
      ArrivingBody to = body;
      if (message instanceof HttpContent) {
        ByteBuf content = ((HttpContent) message).content();
        byte[] bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        to.add(bytes);
      }
      if (message instanceof LastHttpContent) {
        body = null;
        to.end();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      exceptionCaught(ctx, new ClosedChannelException());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (body != null) {
        body.fail(cause);
      }
      ctx.close();
    }
  }
}
