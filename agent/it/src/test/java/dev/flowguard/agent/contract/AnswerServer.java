package dev.flowguard.agent.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** Replaces an AI model: it sends half of its answer, and the rest when the test asks for it. */
final class AnswerServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Semaphore mayGoOn = new Semaphore(0);
  private volatile List<String> pieces = List.of();

  AnswerServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.createContext(
        "/go-on",
        exchange -> {
          mayGoOn.release();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** What the next answer is: the second half of the pieces waits. */
  void prepare(List<String> next) {
    mayGoOn.drainPermits();
    pieces = next;
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] request = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    if (request.length > 0) {
      byte[] answer = ("got " + request.length).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
      return;
    }
    exchange
        .getResponseHeaders()
        .set(
            "Content-Type",
            path.contains("streamed") ? "text/event-stream; charset=utf-8" : "application/json");
    boolean isGzip = path.contains("gzip");
    if (isGzip) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(path.contains("failed") ? 500 : 200, 0);
    List<String> now = pieces;
    try (OutputStream body = exchange.getResponseBody();
        OutputStream out = isGzip ? new GZIPOutputStream(body, true) : body) {
      for (int i = 0; i < now.size(); i++) {
        if (i == now.size() / 2 && !mayGoOn.tryAcquire(30, TimeUnit.SECONDS)) {
          throw new IOException("nobody has asked for the rest");
        }
        out.write(now.get(i).getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
