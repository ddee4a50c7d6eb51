package dev.flowguard.agent.contract;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Answers with the text of the request, and leaves other requests to the next handlers. */
final class AnsweringHandler extends ChannelInboundHandlerAdapter {
  private HttpRequest request;
  private ByteArrayOutputStream text;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
    if (message instanceof HttpRequest) {
      HttpRequest next = (HttpRequest) message;
      request = WrittenAnswer.isWanted(next.uri()) ? next : null;
      text = new ByteArrayOutputStream();
    }
    if (request == null) {
      context.fireChannelRead(message);
      return;
    }
    try {
      if (message instanceof HttpContent) {
        ByteBuf bytes = ((HttpContent) message).content();
        bytes.readBytes(text, bytes.readableBytes());
      }
      if (message instanceof LastHttpContent) {
        String leakTo = request.headers().get(ServedApplication.LEAK_TO);
        answer(context, new WrittenAnswer(request.uri(), leakTo, text.toByteArray()));
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private static void answer(ChannelHandlerContext context, WrittenAnswer answer) {
    if (answer.how().equals("full")) {
      HttpResponse full =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(answer.next()));
      head(full, answer);
      context.writeAndFlush(full).addListener(written -> answer.written());
      return;
    }
    HttpResponse begun = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head(begun, answer);
    context.writeAndFlush(begun);
    next(context, answer);
  }

  private static void head(HttpResponse response, WrittenAnswer answer) {
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.type());
    if (answer.hasLength()) {
      String length = Integer.toString(answer.all().length);
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
    } else {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
  }

  /** Writes the next piece when the one before has left. */
  private static void next(ChannelHandlerContext context, WrittenAnswer answer) {
    if (!answer.hasNext()) {
      context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
      return;
    }
    ByteBuf bytes = Unpooled.wrappedBuffer(answer.next());
    boolean isBare = answer.how().equals("sse-bare");
    ChannelFuture written = context.writeAndFlush(isBare ? bytes : new DefaultHttpContent(bytes));
    written.addListener(
        done -> {
          answer.written();
          next(context, answer);
        });
  }
}
