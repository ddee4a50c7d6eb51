package dev.flowguard.agent.contract;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes from its event loop, as clients do that have just connected, and answers with what its
 * promises were told of the body's progress; fails with the body.
 */
final class NettyPromisesSender implements Sender {
  private final AtomicLong told = new AtomicLong();
  private final CompletableFuture<Void> failed = new CompletableFuture<>();

  @Override
  public int send(Request request) throws Exception {
    told.set(0);
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    EventLoopGroup loop = Netty.loop();
    try {
      URI uri = new URI(request.url());
      Channel channel =
          Netty.bootstrap(
                  loop,
                  fresh ->
                      fresh
                          .pipeline()
                          .addLast(
                              new HttpClientCodec(),
                              new HttpObjectAggregator(1 << 20),
                              new Answer(answer)))
              .option(ChannelOption.SO_SNDBUF, 1 << 14)
              .connect(uri.getHost(), uri.getPort())
              .sync()
              .channel();
      channel.eventLoop().submit(() -> write(channel, uri, request)).sync();
      channel.closeFuture().addListener(closed -> answer.complete(0));
      if (answer.get(20, TimeUnit.SECONDS) == 0) {
        failed.get(20, TimeUnit.SECONDS);
      }
      return told.intValue();
    } finally {
      loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync(); // listeners have run by then
    }
  }

  @Override
  public int sendLater(Request request) throws Exception {
    return send(request);
  }

  private Void write(Channel channel, URI uri, Request request) throws Exception {
    byte[] body = request.body();
    HttpRequest head =
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, uri.getRawPath());
    head.headers().set(HttpHeaderNames.HOST, uri.getHost() + ":" + uri.getPort());
    head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    request.headers().forEach((name, value) -> head.headers().set(name, value));
    channel.write(head);
    if (request.kind() == Kind.FILE) {
      File file = Files.createTempFile("body", null).toFile();
      file.deleteOnExit();
      Files.write(file.toPath(), body);
      write(channel, new DefaultFileRegion(file, 0, body.length));
      channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    } else {
      byte[] first = Arrays.copyOf(body, request.split());
      byte[] second = Arrays.copyOfRange(body, request.split(), body.length);
      write(channel, new DefaultHttpContent(Unpooled.wrappedBuffer(first)));
      write(channel, new DefaultLastHttpContent(Unpooled.wrappedBuffer(second)));
      channel.flush();
    }
    return null;
  }

  private void write(Channel channel, Object piece) {
    AtomicLong before = new AtomicLong();
    ChannelFuture written = channel.write(piece, channel.newProgressivePromise());
    written.addListener(
        new ChannelProgressiveFutureListener() {
          @Override
          public void operationProgressed(ChannelProgressiveFuture of, long done, long total) {
            told.addAndGet(done - before.getAndSet(done));
          }

          @Override
          public void operationComplete(ChannelProgressiveFuture of) {
            if (!of.isSuccess()) {
              failed.completeExceptionally(of.cause());
            }
          }
        });
  }

  private static final class Answer extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final CompletableFuture<Integer> answer;

    Answer(CompletableFuture<Integer> answer) {
      this.answer = answer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
      answer.complete(response.status().code());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
      ctx.close(); // the body's promise says as much
    }
  }
}
