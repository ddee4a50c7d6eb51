package dev.flowguard.junit.outside;

import static dev.flowguard.junit.GuardAssertions.canary;
import static dev.flowguard.junit.GuardAssertions.standIn;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two tests at once that share a client: the one that leaks fails, the other one does not. */
@Execution(ExecutionMode.CONCURRENT)
class ParallelCases {
  private static final CyclicBarrier TOGETHER = new CyclicBarrier(2);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static HttpServer processor;
  private static URI url;

  @BeforeAll
  static void startTheProcessor() throws IOException {
    processor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    processor.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    processor.start();
    url = URI.create("http://localhost:" + processor.getAddress().getPort() + "/");
    standIn("stripe", url.toString());
  }

  @AfterAll
  static void stopTheProcessor() {
    processor.stop(0);
  }

  private static void send(String body) throws Exception {
    for (int i = 0; i < 10; i++) {
      TOGETHER.await(20, TimeUnit.SECONDS);
      CLIENT
          .sendAsync(
              HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
              HttpResponse.BodyHandlers.discarding())
          .exceptionally(e -> null)
          .get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void failsWhichLeaks() throws Exception {
    send("note=" + canary("chat-conversation"));
  }

  @Test
  void passesWhichIsClean() throws Exception {
    send("name=Ada");
  }
}
