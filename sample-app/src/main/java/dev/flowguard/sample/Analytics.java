package dev.flowguard.sample;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;

/**
 * Analytics: the GA4 Measurement Protocol over {@code java.net.http}; and calls to own services.
 */
final class Analytics {
  private static final String COLLECT = "/mp/collect?measurement_id=G-4QM7&api_secret=demo";

  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  private final int port;

  Analytics(int port) {
    this.port = port;
  }

  String event(String json) throws IOException, InterruptedException {
    return send(json("region1.google-analytics.com", COLLECT, json));
  }

  String globalEvent(String json) throws IOException, InterruptedException {
    return send(json("www.google-analytics.com", COLLECT, json));
  }

  String eventLater(String json) throws Exception {
    try {
      return String.valueOf(
          client
              .sendAsync(
                  json("region1.google-analytics.com", COLLECT, json),
                  HttpResponse.BodyHandlers.discarding())
              .get()
              .statusCode());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  String pageView(String location) throws IOException, InterruptedException {
    String query =
        "/g/collect?v=2&tid=G-4QM7&cid=1.2&en=page_view&dl="
            + URLEncoder.encode(location, StandardCharsets.UTF_8);
    return send(HttpRequest.newBuilder(uri("region1.google-analytics.com", query)).GET().build());
  }

  /** The own inference service. */
  String chat(String json) throws IOException, InterruptedException {
    return send(json("app.mirage-studio.io", "/v1/chat/completions", json));
  }

  /** An own export that has moved to the support desk. */
  String export(String json) throws IOException, InterruptedException {
    return send(json("app.mirage-studio.io", "/export", json));
  }

  private HttpRequest json(String host, String path, String json) {
    return HttpRequest.newBuilder(uri(host, path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json))
        .build();
  }

  private URI uri(String host, String path) {
    return URI.create("https://" + host + ":" + port + path);
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    return String.valueOf(
        client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
  }
}
