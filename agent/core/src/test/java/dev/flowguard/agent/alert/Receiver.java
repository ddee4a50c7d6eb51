package dev.flowguard.agent.alert;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Takes alerts on loopback, and answers as it is told to. */
final class Receiver implements AutoCloseable {
  static final int CLOSED = 0;

  private final HttpServer server;
  private final AtomicInteger calls = new AtomicInteger();
  private final List<Call> taken = new CopyOnWriteArrayList<>();

  /** How the n-th call, of this body, is answered: a status, and headers. */
  private volatile BiFunction<Integer, String, Answer> answers =
      (n, body) -> new Answer(204, Map.of());

  record Answer(int status, Map<String, String> headers) {}

  record Call(Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(each -> each.getKey().equalsIgnoreCase(name))
          .map(each -> each.getValue().get(0))
          .findFirst()
          .orElse(null);
    }
  }

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "receiver");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          Answer answer = answers.apply(calls.incrementAndGet(), body);
          answer.headers().forEach(exchange.getResponseHeaders()::set);
          if (answer.status() == CLOSED) {
            exchange.close();
            return;
          }
          if (answer.status() < 300) {
            taken.add(new Call(Map.copyOf(exchange.getRequestHeaders()), body));
          }
          exchange.sendResponseHeaders(answer.status(), -1);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  void answer(IntFunction<Answer> with) {
    answers = (n, body) -> with.apply(n);
  }

  /** Answers by what it gets; a status of 0 closes the connection without an answer. */
  void answerTo(Function<String, Answer> with) {
    answers = (n, body) -> with.apply(body);
  }

  /** Calls answered with a status of 2xx. */
  List<Call> taken() {
    return List.copyOf(taken);
  }

  int calls() {
    return calls.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
