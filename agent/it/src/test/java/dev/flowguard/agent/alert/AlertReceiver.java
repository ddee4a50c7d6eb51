package dev.flowguard.agent.alert;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The security team's end, on loopback; plays the processor too, where nothing may arrive. */
final class AlertReceiver implements AutoCloseable {
  private static final Pattern EVENTS = Pattern.compile("\"events\":\\[([^\\]]*)\\]");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<String> events = ConcurrentHashMap.newKeySet();
  private final List<String> others = new CopyOnWriteArrayList<>();
  private final AtomicLong atProcessor = new AtomicLong();
  private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean keepsBodies;
  private volatile boolean isDead;

  AlertReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/hook",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          if (!isDead) {
            take(body);
          }
          exchange.sendResponseHeaders(isDead ? 503 : 204, -1);
          exchange.close();
        });
    server.createContext(
        "/v1",
        exchange -> {
          atProcessor.addAndGet(exchange.getRequestBody().readAllBytes().length);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  private void take(String body) {
    if (keepsBodies) {
      bodies.add(body);
    }
    if (body.startsWith("{\"type\":\"flowguard.audit")) {
      others.add(body);
      return;
    }
    Matcher found = EVENTS.matcher(body);
    if (found.find()) {
      for (String id : found.group(1).split(",")) {
        events.add(id.replace("\"", ""));
      }
    }
  }

  String hook() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /** By a name that the policy of the test knows as the processor's. */
  String processor() {
    return "http://localhost:" + server.getAddress().getPort() + "/v1/x";
  }

  void keepBodies() {
    keepsBodies = true;
  }

  /** All bodies since {@link #keepBodies()}. */
  List<String> bodies() {
    return List.copyOf(bodies);
  }

  void die() {
    isDead = true;
  }

  void recover() {
    isDead = false;
  }

  /** Ids of events of which an alert has arrived. */
  Set<String> events() {
    return Set.copyOf(events);
  }

  /** Bodies of alerts about the guard itself. */
  List<String> audits() {
    return List.copyOf(others);
  }

  long bytesAtProcessor() {
    return atProcessor.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
