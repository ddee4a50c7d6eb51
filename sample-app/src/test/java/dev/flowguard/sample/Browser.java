package dev.flowguard.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The browser of a user who has logged in, and has a new chat open. */
final class Browser {
  private static final String USER = "usr_81f0c2";
  private static final String BOUNDARY = "----browser-7MA4YWxk";

  /** What the service reports of a request that was stopped. */
  private static final Pattern BLOCKED =
      Pattern.compile("Blocked \\S+ to \\S+ \\(\\S+\\): (\\S+) (?:found at|rule violated)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String app;
  private final String chat = "/api/chat/" + UUID.randomUUID();

  Browser(int port) {
    app = "http://127.0.0.1:" + port;
  }

  String get(String path) throws IOException, InterruptedException {
    return send("GET", path, "", BodyPublishers.noBody(), "");
  }

  String post(String path, String json, String leak) throws IOException, InterruptedException {
    return send("POST", path, "application/json", BodyPublishers.ofString(json), leak);
  }

  String put(String path, String json, String leak) throws IOException, InterruptedException {
    return send("PUT", path, "application/json", BodyPublishers.ofString(json), leak);
  }

  /** Asks the assistant, and reads the answer to its end. */
  String ask(String question, String leak) throws IOException, InterruptedException {
    return post(chat + "/messages", "{\"message\":\"" + question + "\"}", leak);
  }

  /** Opens the page with the conversation. */
  String open(String leak) throws IOException, InterruptedException {
    return send("GET", chat + "/messages", "", BodyPublishers.noBody(), leak);
  }

  String export(String leak) throws IOException, InterruptedException {
    return post(chat + "/export", "", leak);
  }

  String search(String word, String leak) throws IOException, InterruptedException {
    return send("GET", "/api/articles?word=" + word, "", BodyPublishers.noBody(), leak);
  }

  String upload(String path, String part, String name, String mediaType, byte[] content)
      throws IOException, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n"
            .formatted(BOUNDARY, part, name, mediaType);
    body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(content);
    body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return send(
        "POST",
        path,
        "multipart/form-data; boundary=" + BOUNDARY,
        BodyPublishers.ofByteArray(body.toByteArray()),
        "");
  }

  private String send(String method, String path, String type, BodyPublisher body, String leak)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(app + path))
            .method(method, body)
            .header("X-User-Id", USER);
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    if (!leak.isEmpty()) {
      request.header("X-Leak", leak);
    }
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    Matcher blocked = BLOCKED.matcher(response.body());
    if (blocked.find()) {
      return "stopped " + blocked.group(1);
    }
    boolean isOk = response.statusCode() / 100 == 2 && !response.body().contains("event:error");
    return (isOk ? "sent " : "failed ") + response.statusCode();
  }
}
