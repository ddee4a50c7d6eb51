package dev.flowguard.junit.outside;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static dev.flowguard.junit.GuardAssertions.canary;
import static dev.flowguard.junit.GuardAssertions.nothingReached;
import static dev.flowguard.junit.GuardAssertions.standIn;
import static dev.flowguard.junit.GuardAssertions.violations;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.sun.net.httpserver.HttpServer;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.junit.ExpectBlocked;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests as a user of the guard might have them; run by {@code OutsideIT}, half of them to fail. */
class LeakingCases {
  private static final String CHAT = "chat-conversation";
  private static HttpServer processor;
  private static String url;

  @BeforeAll
  static void startTheProcessor() throws IOException {
    processor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    processor.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    processor.start();
    url = "http://localhost:" + processor.getAddress().getPort();
    standIn("stripe", url);
  }

  @AfterAll
  static void stopTheProcessor() {
    processor.stop(0);
  }

  private static void post(String body) throws IOException {
    post(url, body);
  }

  private static void post(String to, String body) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(to + "/v1/customers").toURL().openConnection();
    connection.setDoOutput(true);
    connection.getOutputStream().write(body.getBytes());
    connection.getResponseCode();
  }

  @Test
  void passesCleanRequest() throws Exception {
    post("name=Ada");
    violations().isEmpty();
  }

  @Test
  void failsWhereItSwallowsTheBlock() {
    try {
      post("note=" + canary(CHAT));
    } catch (IOException e) {
      // as many an application does
    }
  }

  @Test
  void failsOnAThreadOfItsOwn() throws Exception {
    String canary = canary(CHAT);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    pool.submit(
            () -> {
              try {
                post("note=" + canary);
              } catch (IOException e) {
                // swallowed
              }
            })
        .get();
    pool.shutdown();
  }

  @Test
  void failsInAnAsynchronousClient() {
    HttpClient.newHttpClient()
        .sendAsync(
            HttpRequest.newBuilder(URI.create(url))
                .POST(HttpRequest.BodyPublishers.ofString("note=" + canary(CHAT)))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .exceptionally(e -> null)
        .join();
  }

  @Test
  @ExpectBlocked(processor = "stripe", category = CHAT)
  void passesWithAnExpectedBlock() throws Exception {
    post("note=" + canary(CHAT));
  }

  @Test
  @ExpectBlocked(processor = "stripe", category = "uploaded-photo")
  void failsWithAnotherBlockThanExpected() throws Exception {
    post("note=" + canary(CHAT));
  }

  @Test
  @ExpectBlocked(processor = "crisp")
  void failsWithoutTheExpectedBlock() throws Exception {
    post("name=Ada");
  }

  @Test
  void passesWhereItAssertsTheViolation() {
    try {
      post("note=" + canary(CHAT));
      throw new IllegalStateException("was not blocked");
    } catch (BlockedRequestException e) {
      violations().toProcessor("stripe").ofCategory(CHAT).at("form note").blocked().hasSize(1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    nothingReached("stripe");
  }

  @Test
  void failsWhereSomethingReachedTheProcessor() throws Exception {
    post("name=Ada");
    nothingReached("stripe");
  }

  @Test
  @ExpectBlocked(processor = "crisp", category = CHAT)
  void passesWithWireMockStandingForTheProcessor() throws Exception {
    WireMockServer crisp = new WireMockServer(options().dynamicPort());
    crisp.start();
    crisp.stubFor(any(anyUrl()).willReturn(ok()));
    try {
      standIn("crisp", crisp.baseUrl());
      post(crisp.baseUrl(), "name=Ada");
      crisp.verify(1, anyRequestedFor(anyUrl()));
      post(crisp.baseUrl(), "note=" + canary(CHAT));
    } finally {
      crisp.verify(1, anyRequestedFor(anyUrl())); // and no more
      crisp.stop();
    }
  }

  @Test
  void failsWhereItExpectsMore() throws Exception {
    post("name=Ada");
    violations().toProcessor("stripe").isNotEmpty();
  }
}
