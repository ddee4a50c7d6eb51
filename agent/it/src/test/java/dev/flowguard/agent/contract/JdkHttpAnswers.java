package dev.flowguard.agent.contract;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Reads answers by {@code java.net.http}. */
final class JdkHttpAnswers implements AnswerReader {
  private final HttpClient client = HttpClient.newHttpClient();

  @Override
  public InputStream get(String url) throws Exception {
    HttpResponse<InputStream> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(url)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    return AnswerReader.opened(
        answer.body(), answer.headers().firstValue("Content-Encoding").orElse(null));
  }

  @Override
  public byte[] post(String url, byte[] text) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(text))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }
}
