package dev.flowguard.agent.contract;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Answers of the application. */
final class Answers {
  private Answers() {}

  static void send(ChannelHandlerContext context, String text) {
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.OK,
            Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    answer
        .headers()
        .set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(answer.content().readableBytes()));
    context.writeAndFlush(answer);
  }
}
