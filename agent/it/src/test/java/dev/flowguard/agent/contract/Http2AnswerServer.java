package dev.flowguard.agent.contract;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.CleartextHttp2ServerUpgradeHandler;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ServerUpgradeCodec;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/**
 * Answers by HTTP/2 in clear text, with and without an upgrade; calls of gRPC too, whose messages
 * are the pieces.
 */
final class Http2AnswerServer extends AnswerServer {
  private static final int PREFIX = 5;
  private static final int FIRST_FIELD_A_TEXT = 0x0a;

  private final EventLoopGroup loop = new NioEventLoopGroup(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Channel server;

  Http2AnswerServer() {
    server =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    begin(connection);
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  @Override
  String url(String path) {
    return "http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort() + path;
  }

  private void begin(Channel connection) {
    HttpServerCodec codec = new HttpServerCodec();
    HttpServerUpgradeHandler upgrade =
        new HttpServerUpgradeHandler(
            codec,
            protocol ->
                AsciiString.contentEquals(Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME, protocol)
                    ? new Http2ServerUpgradeCodec(frames(), streams())
                    : null);
    ChannelInitializer<Channel> priorKnowledge =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().remove(GoingOn.class);
            channel.pipeline().addLast(frames(), streams());
          }
        };
    connection
        .pipeline()
        .addLast(
            new CleartextHttp2ServerUpgradeHandler(codec, upgrade, priorKnowledge), new GoingOn());
  }

  private static Http2FrameCodec frames() {
    return Http2FrameCodecBuilder.forServer().build();
  }

  private Http2MultiplexHandler streams() {
    return new Http2MultiplexHandler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel stream) {
            stream.pipeline().addLast(new Answering());
          }
        });
  }

  /** Takes the only request of HTTP/1.1 that is not upgraded. */
  private final class GoingOn extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpRequest) {
        goOn();
        ctx.writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT))
            .addListener(ChannelFutureListener.CLOSE);
      }
      ReferenceCountUtil.release(message);
    }
  }

  private final class Answering extends ChannelInboundHandlerAdapter {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private Http2Headers head;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      boolean isEnd = false;
      if (message instanceof Http2HeadersFrame headers) {
        head = headers.headers();
        isEnd = headers.isEndStream();
      } else if (message instanceof Http2DataFrame data) {
        byte[] bytes = new byte[data.content().readableBytes()];
        data.content().readBytes(bytes);
        body.writeBytes(bytes);
        isEnd = data.isEndStream();
      }
      ReferenceCountUtil.release(message);
      if (isEnd) {
        byte[] request = body.toByteArray();
        threads.execute(() -> answer(ctx.channel(), head, request));
      }
    }
  }

  private void answer(Channel stream, Http2Headers head, byte[] request) {
    String path = head.path().toString();
    CharSequence type = head.get("content-type");
    boolean isGrpc = type != null && type.toString().startsWith("application/grpc");
    Http2Headers answer = new DefaultHttp2Headers().status("200");
    answer.set("content-type", isGrpc ? "application/grpc" : type(path));
    boolean isZipped = isGzip(path);
    if (isZipped) {
      answer.set(isGrpc ? "grpc-encoding" : "content-encoding", "gzip");
    }
    stream.writeAndFlush(new DefaultHttp2HeadersFrame(answer));
    int length = isGrpc ? request.length - PREFIX : request.length;
    try (Body body = new Body(stream, isGrpc, isZipped)) {
      if (length > 0) {
        body.write(got(length));
      } else if (isGrpc || HttpMethod.GET.asciiName().contentEquals(head.method())) {
        write(isGrpc ? path.replace("gzip", "") : path, body);
        if (isCut(path)) {
          stream.parent().close().syncUninterruptibly();
        }
      }
    } catch (IOException e) {
      stream.close();
    }
  }

  /** The body of an answer; each piece that is written is a message of gRPC, or a frame. */
  private static final class Body extends OutputStream {
    private final Channel stream;
    private final boolean isGrpc;
    private final boolean isZipped;
    private boolean isClosed;

    Body(Channel stream, boolean isGrpc, boolean isZipped) {
      this.stream = stream;
      this.isGrpc = isGrpc;
      this.isZipped = isZipped;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      byte[] piece = Arrays.copyOfRange(bytes, offset, offset + count);
      send(Unpooled.wrappedBuffer(isGrpc ? message(piece, isZipped) : piece), false);
    }

    private void send(ByteBuf piece, boolean isEnd) throws IOException {
      if (!stream
          .writeAndFlush(new DefaultHttp2DataFrame(piece, isEnd))
          .awaitUninterruptibly()
          .isSuccess()) {
        throw new IOException("the client has gone");
      }
    }

    @Override
    public void close() throws IOException {
      if (isClosed || !stream.isActive()) {
        return;
      }
      isClosed = true;
      if (isGrpc) {
        Http2Headers trailers = new DefaultHttp2Headers().set("grpc-status", "0");
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(trailers, true));
      } else {
        send(Unpooled.EMPTY_BUFFER, true);
      }
    }
  }

  private static byte[] message(byte[] text, boolean isZipped) throws IOException {
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    try (OutputStream to = isZipped ? new GZIPOutputStream(field) : field) {
      to.write(FIRST_FIELD_A_TEXT);
      int length = text.length;
      for (; length >= 0x80; length >>= 7) {
        to.write(length & 0x7f | 0x80);
      }
      to.write(length);
      to.write(text);
    }
    return ByteBuffer.allocate(PREFIX + field.size())
        .put((byte) (isZipped ? 1 : 0))
        .putInt(field.size())
        .put(field.toByteArray())
        .array();
  }

  @Override
  public void close() {
    loop.shutdownGracefully();
    threads.shutdownNow();
  }
}
