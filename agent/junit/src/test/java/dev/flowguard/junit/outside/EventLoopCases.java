package dev.flowguard.junit.outside;

import static dev.flowguard.junit.GuardAssertions.canary;
import static dev.flowguard.junit.GuardAssertions.standIn;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

/** Four tests at once: two share an event loop, two send on their own threads. */
@Execution(ExecutionMode.CONCURRENT)
class EventLoopCases {
  private static final CyclicBarrier ALL_RUN = new CyclicBarrier(4);
  private static final CountDownLatch LOOP_HAS_STARTED = new CountDownLatch(1);
  private static final CountDownLatch ALL_HAVE_SENT = new CountDownLatch(4);
  private static final LoopResources ONE_LOOP = LoopResources.create("shared", 1, true);
  private static final HttpClient CLIENT = HttpClient.newConnection().runOn(ONE_LOOP);
  private static HttpServer processor;
  private static String url;

  @BeforeAll
  static void startTheProcessor() throws IOException {
    processor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    processor.setExecutor(Executors.newCachedThreadPool());
    processor.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    processor.start();
    url = "http://localhost:" + processor.getAddress().getPort() + "/";
    standIn("stripe", url);
  }

  @AfterAll
  static void stopTheProcessor() {
    processor.stop(0);
    ONE_LOOP.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
  }

  private static void overTheLoop(String body) {
    CLIENT
        .headers(headers -> headers.set("Content-Type", "application/x-www-form-urlencoded"))
        .post()
        .uri(url)
        .send(ByteBufMono.fromString(Mono.just(body)))
        .response()
        .onErrorResume(e -> Mono.empty())
        .block(Duration.ofSeconds(20));
  }

  private static void onThisThread(String body) {
    try {
      HttpURLConnection to = (HttpURLConnection) URI.create(url).toURL().openConnection();
      to.setDoOutput(true);
      to.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      to.getResponseCode();
    } catch (IOException e) {
      // stopped
    }
  }

  /** Nobody ends before all have sent: each of them could be blamed. */
  private static void awaitTheOthers() throws InterruptedException {
    ALL_HAVE_SENT.countDown();
    if (!ALL_HAVE_SENT.await(40, TimeUnit.SECONDS)) {
      throw new AssertionError("the others have not sent");
    }
  }

  @Test
  void passesWhichHasStartedTheLoop() throws Exception {
    ALL_RUN.await(20, TimeUnit.SECONDS);
    overTheLoop("name=Ada");
    LOOP_HAS_STARTED.countDown();
    awaitTheOthers();
  }

  @Test
  void failsWhichLeaksOverTheLoop() throws Exception {
    ALL_RUN.await(20, TimeUnit.SECONDS);
    LOOP_HAS_STARTED.await(20, TimeUnit.SECONDS);
    overTheLoop("note=" + canary("chat-conversation"));
    awaitTheOthers();
  }

  @Test
  void failsWhichLeaksOnItsOwnThread() throws Exception {
    ALL_RUN.await(20, TimeUnit.SECONDS);
    onThisThread("note=" + canary("chat-conversation"));
    awaitTheOthers();
  }

  @Test
  void passesWhichIsCleanOnItsOwnThread() throws Exception {
    ALL_RUN.await(20, TimeUnit.SECONDS);
    onThisThread("name=Grace");
    awaitTheOthers();
  }
}
