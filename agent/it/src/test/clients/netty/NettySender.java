package dev.flowguard.agent.contract;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.handler.codec.http2.HttpToHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.InboundHttp2ToHttpAdapterBuilder;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.stream.ChunkedFile;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Netty itself, with one connection that is kept, on its own codecs. */
final class NettySender implements Sender {
  static {
    LeakLog.watch();
  }

  private static final CharSequence STREAM =
      HttpConversionUtil.ExtensionHeaderNames.STREAM_ID.text();

  private final EventLoopGroup loop = Netty.loop();
  private Channel channel;
  private String connectedTo = "";

  @Override
  public int send(Request request) throws Exception {
    return await(start(request), 20_000);
  }

  @Override
  public int sendLater(Request request) throws Exception {
    Call call = start(request);
    try {
      return call.answer.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      call.leave();
      if (call.failures.get() != 1) {
        throw new IllegalStateException("failed " + call.failures + " times", e);
      }
      throw e;
    }
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    Call call = start(request);
    Thread.sleep(500);
    call.cancel();
    return await(call, 20_000);
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    return await(start(request), millis);
  }

  private static int await(Call call, int millis) throws Exception {
    try {
      return call.answer.get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      LeakLog.check();
      call.leave();
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    } catch (TimeoutException e) {
      call.cancel();
      throw e;
    }
  }

  /** One request, and how it ended. */
  private static final class Call {
    private final CompletableFuture<Integer> answer = new CompletableFuture<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final Channel channel;

    Call(Channel channel) {
      this.channel = channel;
    }

    /** An HTTP/1 connection on which a call has failed is not used again. */
    void leave() {
      if (!Sender.isHttp2()) {
        channel.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
      }
    }

    void fails(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    void cancel() {
      answer.completeExceptionally(new CancellationException());
      channel.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
  }

  private Call start(Request request) throws Exception {
    URI uri = new URI(request.url());
    Channel to = channel(uri);
    Call call = new Call(to);
    to.closeFuture().addListener(closed -> call.fails(new ClosedChannelException()));
    to.eventLoop().execute(() -> write(to, call, uri, request));
    return call;
  }

  private synchronized Channel channel(URI uri) throws Exception {
    String place = uri.getScheme() + uri.getHost() + uri.getPort();
    if (channel != null && channel.isActive() && connectedTo.equals(place)) {
      return channel;
    }
    if (channel != null) {
      channel.close().sync();
    }
    SslContext tls = uri.getScheme().equals("https") ? tls() : null;
    CompletableFuture<Void> ready = new CompletableFuture<>();
    channel =
        Netty.bootstrap(loop, fresh -> fill(fresh, uri, tls, ready))
            .connect(uri.getHost(), uri.getPort())
            .sync()
            .channel();
    ready.get(10, TimeUnit.SECONDS);
    connectedTo = place;
    return channel;
  }

  private static SslContext tls() throws Exception {
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    if (Sender.isHttp2()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              ApplicationProtocolConfig.Protocol.ALPN,
              ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
              ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
              ApplicationProtocolNames.HTTP_2));
    }
    return builder.build();
  }

  private static void fill(
      Channel channel, URI uri, SslContext tls, CompletableFuture<Void> ready) {
    ChannelPipeline pipeline = channel.pipeline();
    if (tls == null) {
      ready.complete(null);
    } else {
      SslHandler handler = tls.newHandler(channel.alloc(), uri.getHost(), uri.getPort());
      pipeline.addLast(handler);
      handler
          .handshakeFuture()
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  ready.complete(null);
                } else {
                  ready.completeExceptionally(done.cause());
                }
              });
    }
    if (Sender.isHttp2()) {
      DefaultHttp2Connection connection = new DefaultHttp2Connection(false);
      pipeline.addLast(
          new HttpToHttp2ConnectionHandlerBuilder()
              .connection(connection)
              .frameListener(
                  new InboundHttp2ToHttpAdapterBuilder(connection)
                      .maxContentLength(1 << 20)
                      .propagateSettings(false)
                      .build())
              .build());
    } else {
      pipeline.addLast(new HttpClientCodec());
      pipeline.addLast(new HttpObjectAggregator(1 << 20));
      pipeline.addLast(new ChunkedWriteHandler());
    }
    pipeline.addLast(new Answers());
  }

  /** Gives answers to those who wait: to the first one, or to the one of that stream. */
  private static final class Answers extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final Map<Integer, Call> waiting = new ConcurrentSkipListMap<>();
    private int next = 3;

    int add(Call call) {
      int number = next;
      next += 2;
      waiting.put(number, call);
      call.answer.whenComplete((status, failure) -> waiting.remove(number));
      return number;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
      int first = waiting.isEmpty() ? 0 : waiting.keySet().iterator().next();
      Call call = waiting.remove(response.headers().getInt(STREAM, first));
      if (call != null) {
        call.answer.complete(response.status().code());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      waiting.values().forEach(call -> call.fails(cause));
      ctx.close();
    }
  }

  private void write(Channel to, Call call, URI uri, Request request) {
    try {
      byte[] bytes = request.body();
      int number = to.pipeline().get(Answers.class).add(call);
      String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
      HttpMethod method = HttpMethod.valueOf(request.method());
      HttpRequest head =
          request.kind() == Kind.BYTES
              ? new DefaultFullHttpRequest(
                  HttpVersion.HTTP_1_1, method, target, Unpooled.copiedBuffer(bytes))
              : request.kind() == Kind.NONE
                  ? new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, target)
                  : new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target);
      HttpHeaders headers = head.headers();
      headers.set(HttpHeaderNames.HOST, uri.getHost() + ":" + uri.getPort());
      request.headers().forEach(headers::set);
      if (Sender.isHttp2()) {
        headers.set(STREAM, number);
        headers.set(HttpConversionUtil.ExtensionHeaderNames.SCHEME.text(), uri.getScheme());
      }
      long length = length(request);
      if (length >= 0) {
        headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
      } else if (request.kind() != Kind.NONE) {
        headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      }
      watch(to.writeAndFlush(head), call);
      if (!(head instanceof LastHttpContent)) {
        body(to, call, request);
      }
    } catch (Exception e) {
      call.fails(e);
      to.close();
    }
  }

  private static long length(Request request) {
    switch (request.kind()) {
      case BYTES:
      case FIXED_STREAM:
      case FILE:
        return request.body().length;
      case LYING:
        return request.body().length + 10;
      default:
        return -1;
    }
  }

  private void body(Channel to, Call call, Request request) throws IOException {
    byte[] bytes = request.body();
    ByteBuf first = Unpooled.copiedBuffer(bytes, 0, request.split());
    if (request.kind() == Kind.FILE && !Sender.isHttp2()) {
      first.release();
      File file = Files.createTempFile("body", null).toFile();
      file.deleteOnExit();
      Files.write(file.toPath(), bytes);
      if (to.pipeline().get(SslHandler.class) == null) {
        watch(to.write(new DefaultFileRegion(file, 0, bytes.length)), call);
      } else {
        watch(to.write(new ChunkedFile(new RandomAccessFile(file, "r"))), call);
      }
      watch(to.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), call);
      return;
    }
    watch(to.writeAndFlush(new DefaultHttpContent(first)), call);
    switch (request.kind()) {
      case FAILING:
        call.fails(new IOException("the caller's own failure"));
        to.close();
        return;
      case ENDLESS:
        return;
      case ASYNCHRONOUS:
        Sender.restLater(
            request,
            (piece, isLast) -> {
              ByteBuf next = Unpooled.wrappedBuffer(piece);
              watch(
                  to.writeAndFlush(
                      isLast ? new DefaultLastHttpContent(next) : new DefaultHttpContent(next)),
                  call);
            });
        return;
      default:
        last(to, call, request);
    }
  }

  private static void last(Channel to, Call call, Request request) {
    byte[] bytes = request.body();
    ByteBuf second = Unpooled.copiedBuffer(bytes, request.split(), bytes.length - request.split());
    watch(to.writeAndFlush(new DefaultLastHttpContent(second)), call);
  }

  private static void watch(ChannelFuture written, Call call) {
    Netty.onFailure(
        written,
        failure -> {
          call.failures.incrementAndGet();
          call.fails(failure);
        });
  }
}
