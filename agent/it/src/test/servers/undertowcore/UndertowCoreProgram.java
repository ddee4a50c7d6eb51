package dev.flowguard.agent.contract;

import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.RequestBufferingHandler;
import io.undertow.server.handlers.form.FormData;
import io.undertow.server.handlers.form.FormParserFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** Undertow without servlets: handlers of each kind. */
final class UndertowCoreProgram implements ServerProgram {
  private static final int BUFFERS = 4;

  @Override
  public int start() {
    HttpHandler blocking = new BlockingHandler(UndertowCoreProgram::serve);
    HttpHandler buffered = new RequestBufferingHandler(blocking, BUFFERS);
    HttpHandler all =
        exchange -> {
          String how = ServedApplication.how(exchange.getRequestPath());
          if (how.equals("receiver")) {
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
