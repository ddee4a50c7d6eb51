package dev.flowguard.agent.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** The server of the JDK. */
final class JdkServerProgram implements ServerProgram {
  @Override
  public int start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          if (WrittenAnswer.isWanted(exchange.getRequestURI().getPath())) {
            answer(exchange);
            return;
          }
          String length = exchange.getRequestHeaders().getFirst("Content-Length");
          byte[] read =
              ServedApplication.read(
                  ServedApplication.how(exchange.getRequestURI().getPath()),
                  exchange.getRequestBody(),
                  length == null ? -1 : Long.parseLong(length));
          byte[] answer =
              ServedApplication.leak(
                      exchange.getRequestHeaders().getFirst(ServedApplication.LEAK_TO), read)
                  .getBytes();
          // A server that closes with something left may reset the connection, and lose its answer.
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    WrittenAnswer answer =
        new WrittenAnswer(
            exchange.getRequestURI().getPath(),
            exchange.getRequestHeaders().getFirst(ServedApplication.LEAK_TO),
            exchange.getRequestBody().readAllBytes());
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    if (answer.isZipped()) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(200, answer.hasLength() ? answer.all().length : 0);
    answer.writeTo(exchange.getResponseBody());
    exchange.close();
  }
}
