package dev.flowguard.agent.contract;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
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
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Writes all its requests to one connection of Netty before it flushes and awaits an answer; each
 * line of the body is the body of one. Fails with how each of them ended, unless all were answered.
 */
final class NettyPipelineSender implements Sender {
  static {
    LeakLog.watch();
  }

  private final EventLoopGroup loop = Netty.loop();

  @Override
  public int send(Request request) throws Exception {
    URI url = URI.create(request.url());
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    Channel channel =
        Netty.bootstrap(
                loop,
                fresh ->
                    fresh
                        .pipeline()
                        .addLast(
                            new HttpClientCodec(),
                            new HttpObjectAggregator(1 << 20),
                            new Answers(answers)))
            .connect(url.getHost(), url.getPort())
            .sync()
            .channel();
    String[] bodies = new String(request.body(), StandardCharsets.US_ASCII).split("\n");
    channel.eventLoop().submit(() -> write(channel, url, request, bodies, answers)).sync();
    List<String> ends = new ArrayList<>();
    for (CompletableFuture<Integer> answer : answers) {
      ends.add(answer.handle(NettyPipelineSender::end).get(20, TimeUnit.SECONDS));
    }
    channel.close().sync();
    LeakLog.check();
    if (ends.stream().allMatch("200"::equals)) {
      return 200;
    }
    throw new IOException(String.join(", ", ends));
  }

  private static String end(Integer status, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause == null ? status.toString() : cause.getClass().getSimpleName();
  }

  private static void write(
      Channel to,
      URI url,
      Request request,
      String[] bodies,
      List<CompletableFuture<Integer>> answers) {
    for (String each : bodies) {
      CompletableFuture<Integer> answer = new CompletableFuture<>();
      answers.add(answer);
      to.closeFuture()
          .addListener(closed -> answer.completeExceptionally(new ClosedChannelException()));
      for (Object message : messages(url, request, each.getBytes(StandardCharsets.US_ASCII))) {
        Netty.onFailure(to.write(message), answer::completeExceptionally);
      }
    }
    to.flush();
  }

  private static List<Object> messages(URI url, Request request, byte[] bytes) {
    if (request.kind() == Kind.BYTES) {
      return List.of(
          headed(
              new DefaultFullHttpRequest(
                  HttpVersion.HTTP_1_1,
                  HttpMethod.POST,
                  url.getPath(),
                  Unpooled.copiedBuffer(bytes)),
              url,
              request,
              bytes));
    }
    HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, url.getPath());
    int split = Math.min(request.split(), bytes.length);
    return List.of(
        headed(head, url, request, bytes),
        new DefaultHttpContent(Unpooled.copiedBuffer(bytes, 0, split)),
        new DefaultLastHttpContent(Unpooled.copiedBuffer(bytes, split, bytes.length - split)));
  }

  private static HttpRequest headed(HttpRequest head, URI url, Request request, byte[] bytes) {
    head.headers().set(HttpHeaderNames.HOST, url.getAuthority());
    request.headers().forEach(head.headers()::set);
    head.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    return head;
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("awaits all answers");
  }

  /** Gives each answer to the first who waits. */
  private static final class Answers extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final List<CompletableFuture<Integer>> waiting;

    Answers(List<CompletableFuture<Integer>> waiting) {
      this.waiting = waiting;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
      for (CompletableFuture<Integer> each : waiting) {
        if (each.complete(response.status().code())) {
          return;
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // Each request hears by itself.
    }
  }
}
