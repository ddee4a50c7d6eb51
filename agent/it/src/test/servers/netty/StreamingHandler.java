package dev.flowguard.agent.contract;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** Reads bodies piece by piece, and leaves to the next handlers those that are read otherwise. */
final class StreamingHandler extends ChannelInboundHandlerAdapter {
  private HttpRequest request;
  private String how;
  private ByteArrayOutputStream read;
  private HttpPostRequestDecoder parts;
  private String answer;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
    if (message instanceof HttpRequest) {
      request = (HttpRequest) message;
      how = ServedApplication.how(request.uri());
      read = new ByteArrayOutputStream();
      answer = null;
      parts =
          how.equals("parts")
              ? new HttpPostRequestDecoder(new DefaultHttpDataFactory(false), request)
              : null;
    }
    if (how.equals("whole") || how.equals("form") || how.equals("moved")) {
      context.fireChannelRead(message);
      return;
    }
    try {
      if (message instanceof HttpContent) {
        read(context, (HttpContent) message);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(ChannelHandlerContext context, HttpContent content) throws IOException {
    if (parts != null) {
      parts.offer(content);
    } else {
      ByteBuf bytes = content.content();
      bytes.readBytes(read, bytes.readableBytes());
    }
    if (how.equals("half")) {
      int half = Integer.parseInt(request.headers().get(HttpHeaderNames.CONTENT_LENGTH)) / 2;
      if (answer == null && read.size() >= half) {
        answer = ServedApplication.leak(leakTo(), Arrays.copyOf(read.toByteArray(), half));
      }
    }
    if (content instanceof LastHttpContent) {
      if (how.equals("loop")) {
        LoopClient.leak(context, leakTo(), read.toByteArray());
        return;
      }
      if (parts != null) {
        read.write(((FileUpload) parts.getBodyHttpData("file")).get());
        parts.destroy();
      }
      Answers.send(
          context, answer != null ? answer : ServedApplication.leak(leakTo(), read.toByteArray()));
    }
  }

  private String leakTo() {
    return request.headers().get(ServedApplication.LEAK_TO);
  }
}
