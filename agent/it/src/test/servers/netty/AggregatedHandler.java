package dev.flowguard.agent.contract;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;

/** Reads bodies that have come as a whole. */
final class AggregatedHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request)
      throws IOException {
    String leakTo = request.headers().get(ServedApplication.LEAK_TO);
    Answers.send(context, ServedApplication.leak(leakTo, read(request)));
  }

  private static byte[] read(FullHttpRequest request) throws IOException {
    String how = ServedApplication.how(request.uri());
    if (how.equals("whole")) {
      byte[] read = new byte[request.content().readableBytes()];
      request.content().readBytes(read);
      return read;
    }
    HttpPostRequestDecoder decoder =
        new HttpPostRequestDecoder(new DefaultHttpDataFactory(how.equals("moved")), request);
    try {
      if (how.equals("form")) {
        return ((Attribute) decoder.getBodyHttpData("note")).get();
      }
      File moved = File.createTempFile("moved", ".part");
      try {
        ((FileUpload) decoder.getBodyHttpData("file")).renameTo(moved);
        return Files.readAllBytes(moved.toPath());
      } finally {
        Files.deleteIfExists(moved.toPath());
      }
    } finally {
      decoder.destroy();
    }
  }
}
