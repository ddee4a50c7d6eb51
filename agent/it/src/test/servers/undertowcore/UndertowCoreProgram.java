package dev.flowguard.agent.contract;

import io.undertow.Undertow;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.RequestBufferingHandler;
import io.undertow.server.handlers.encoding.ContentEncodingRepository;
import io.undertow.server.handlers.encoding.EncodingHandler;
import io.undertow.server.handlers.encoding.GzipEncodingProvider;
import io.undertow.server.handlers.form.FormData;
import io.undertow.server.handlers.form.FormParserFactory;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** Undertow without servlets: handlers of each kind. */
final class UndertowCoreProgram implements ServerProgram {
  private static final int BUFFERS = 4;

  @Override
  public int start() {
    HttpHandler blocking = new BlockingHandler(UndertowCoreProgram::serve);
    HttpHandler buffered = new RequestBufferingHandler(blocking, BUFFERS);
    HttpHandler answering =
        new EncodingHandler(
            new BlockingHandler(UndertowCoreProgram::write),
            new ContentEncodingRepository()
                .addEncodingHandler("gzip", new GzipEncodingProvider(), 50));
    HttpHandler all =
        exchange -> {
          String how = ServedApplication.how(exchange.getRequestPath());
          if (how.equals("sse-sender")) {
            exchange.getRequestReceiver().receiveFullBytes((to, text) -> send(to, head(to, text)));
          } else if (WrittenAnswer.isWanted(exchange.getRequestPath())) {
            answering.handleRequest(exchange);
          } else if (how.equals("receiver")) {
            exchange.getRequestReceiver().receiveFullBytes(UndertowCoreProgram::answerLater);
          } else if (how.equals("buffered")) {
            buffered.handleRequest(exchange);
          } else {
            blocking.handleRequest(exchange);
          }
        };
    Undertow server = Undertow.builder().addHttpListener(0, "127.0.0.1").setHandler(all).build();
    server.start();
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  private static void answerLater(HttpServerExchange exchange, byte[] read) {
    exchange.dispatch(() -> answer(exchange, read));
  }

  private static void answer(HttpServerExchange exchange, byte[] read) {
    String leakTo = exchange.getRequestHeaders().getFirst(ServedApplication.LEAK_TO);
    exchange.getResponseSender().send(ServedApplication.leak(leakTo, read));
  }

  private static WrittenAnswer head(HttpServerExchange exchange, byte[] text) {
    String leakTo = exchange.getRequestHeaders().getFirst(ServedApplication.LEAK_TO);
    WrittenAnswer answer = new WrittenAnswer(exchange.getRequestPath(), leakTo, text);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, answer.type());
    if (answer.how().equals("gzip")) {
      exchange.getResponseHeaders().put(Headers.CONTENT_ENCODING, "gzip");
    }
    if (answer.hasLength()) {
      exchange.setResponseContentLength(answer.all().length);
    }
    return answer;
  }

  private static void write(HttpServerExchange exchange) throws IOException {
    head(exchange, exchange.getInputStream().readAllBytes()).writeTo(exchange.getOutputStream());
    exchange.endExchange();
  }

  /** Writes the next piece when the one before has left. */
  private static void send(HttpServerExchange exchange, WrittenAnswer answer) {
    exchange
        .getResponseSender()
        .send(
            ByteBuffer.wrap(answer.next()),
            new IoCallback() {
              @Override
              public void onComplete(HttpServerExchange to, Sender sender) {
                answer.written();
                if (answer.hasNext()) {
                  sender.send(ByteBuffer.wrap(answer.next()), this);
                } else {
                  to.endExchange();
                }
              }

              @Override
              public void onException(HttpServerExchange to, Sender sender, IOException failure) {
                to.endExchange();
              }
            });
  }

  private static void serve(HttpServerExchange exchange) throws IOException {
    String how = ServedApplication.how(exchange.getRequestPath());
    byte[] read;
    if (how.equals("form") || how.equals("parts")) {
      FormData form = FormParserFactory.builder().build().createParser(exchange).parseBlocking();
      read =
          how.equals("form")
              ? form.getFirst("note").getValue().getBytes(StandardCharsets.UTF_8)
              : Files.readAllBytes(form.getFirst("file").getPath());
    } else {
      read =
          ServedApplication.read(
              how.equals("buffered") ? "whole" : how,
              exchange.getInputStream(),
              exchange.getRequestContentLength());
    }
    answer(exchange, read);
  }
}
