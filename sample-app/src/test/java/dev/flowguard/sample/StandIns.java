package dev.flowguard.sample;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Stand-ins for the three processors, the inference server and an own service, on one port,
 * distinguished by host name.
 */
final class StandIns implements AutoCloseable {
  static final List<String> HOSTS =
      List.of(
          "api.stripe.com",
          "files.stripe.com",
          "api.crisp.chat",
          "storage.crisp.chat",
          "region1.google-analytics.com",
          "www.google-analytics.com",
          "www.googletagmanager.com",
          "client.crisp.chat",
          "client.relay.crisp.chat",
          "app.mirage-studio.io",
          "inference.mirage-studio.io");

  private static final String OWN_DOMAIN = ".mirage-studio.io";
  private static final int PIECES = 40;
  private static final int MILLIS = 400;

  /** Made anew for each request by the clients themselves. */
  private static final Set<String> FRESH =
      Set.of("idempotency-key", "x-stripe-client-telemetry", "content-length");

  private final WireMockServer server;

  StandIns(Path keyStore, String password) {
    server =
        new WireMockServer(
            options()
                .dynamicHttpsPort()
                .httpDisabled(true)
                .keystorePath(keyStore.toString())
                .keystorePassword(password)
                .keyManagerPassword(password)
                .keystoreType("PKCS12"));
    server.start();
    server.stubFor(any(anyUrl()).atPriority(9).willReturn(aResponse().withStatus(200)));
    server.stubFor(
        any(urlPathMatching("/v1/(customers|payment_intents|files).*"))
            .atPriority(5)
            .willReturn(okJson("{\"id\":\"id_1\",\"object\":\"object\"}")));
    server.stubFor(
        any(urlPathMatching("/v1/customers/search"))
            .atPriority(4)
            .willReturn(okJson("{\"object\":\"search_result\",\"data\":[],\"has_more\":false}")));
    server.stubFor(
        post(urlPathEqualTo("/v1/chat/completions")).willReturn(streamed(Contents.ANSWER)));
    server.stubFor(
        post(urlPathEqualTo("/v1/chat/completions"))
            .withRequestBody(containing(Contents.FAREWELL))
            .willReturn(streamed(Contents.ANSWER_TO_FAREWELL)));
    server.stubFor(
        post(urlPathEqualTo("/images/generations"))
            .willReturn(
                okJson(
                    "{\"created\":1,\"data\":[{\"b64_json\":\""
                        + Base64.getEncoder().encodeToString(Contents.generatedPhoto())
                        + "\"}]}")));
    server.stubFor(
        get(urlPathMatching("/models/.*"))
            .willReturn(
                aResponse()
                    .withHeader("Content-Type", "application/octet-stream")
                    .withBody(Contents.model())));
    server.stubFor(
        post(urlEqualTo("/export"))
            .atPriority(1)
            .willReturn(
                aResponse()
                    .withStatus(307) // keeps method and body
                    .withHeader(
                        "Location",
                        "https://api.crisp.chat:" + port() + "/v1/website/8c84/export")));
  }

  int port() {
    return server.httpsPort();
  }

  /** Serves a script, as the processors serve those that pages load. */
  void serve(String path, String script) {
    server.stubFor(
        get(urlPathEqualTo(path))
            .willReturn(
                aResponse().withHeader("Content-Type", "text/javascript").withBody(script)));
  }

  /** As an inference server streams: an event for each word. */
  private static ResponseDefinitionBuilder streamed(String answer) {
    StringBuilder events = new StringBuilder();
    for (String word : answer.split("(?<= )")) {
      events
          .append("data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,")
          .append("\"model\":\"mirage-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"")
          .append(word)
          .append("\"},\"finish_reason\":null}]}\n\n");
    }
    return aResponse()
        .withHeader("Content-Type", "text/event-stream")
        .withBody(events.append("data: [DONE]\n\n").toString())
        .withChunkedDribbleDelay(PIECES, MILLIS);
  }

  static boolean isOwn(LoggedRequest request) {
    return request.getHost().endsWith(OWN_DOMAIN);
  }

  /** What has come since the last call. */
  List<LoggedRequest> take() {
    List<LoggedRequest> requests = new ArrayList<>();
    for (ServeEvent event : server.getAllServeEvents()) {
      requests.add(event.getRequest());
    }
    server.resetRequests();
    return requests;
  }

  /** A request as it came, without what clients make anew each time. */
  static String describe(LoggedRequest request) {
    String boundary = "";
    String type = request.getHeader("Content-Type");
    if (type != null && type.contains("boundary=")) {
      boundary = type.substring(type.indexOf("boundary=") + 9);
    }
    Set<String> headers = new TreeSet<>();
    for (var header : request.getHeaders().all()) {
      if (!FRESH.contains(header.key().toLowerCase(Locale.ROOT))) {
        headers.add(header.key() + "=" + header.values());
      }
    }
    String body = new String(request.getBody(), StandardCharsets.ISO_8859_1);
    String all = request.getMethod() + " " + request.getAbsoluteUrl() + headers + "\n" + body;
    return Base64.getEncoder()
        .encodeToString(
            (boundary.isEmpty() ? all : all.replace(boundary, "-boundary-"))
                .getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop();
  }
}
