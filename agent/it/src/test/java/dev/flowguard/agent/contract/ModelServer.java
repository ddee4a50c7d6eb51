package dev.flowguard.agent.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Replaces AI providers: it says what the test wants in the form of the provider whose path is
 * asked, a word an event where a stream is asked for, and compressed where the client takes that.
 */
final class ModelServer implements AutoCloseable {
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream; charset=utf-8";

  private static final List<ModelForm> FORMS = List.of(new GeminiForm(), new CohereForm());

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private volatile String text = "";

  ModelServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** What the model says from now on: words of small letters. */
  void says(String words) {
    text = words;
  }

  /** The body of the next request; null if there is none within half a minute. */
  @Nullable String takeRequest() throws InterruptedException {
    return requests.poll(30, TimeUnit.SECONDS);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(request);
    String path = exchange.getRequestURI().getPath();
    for (ModelForm form : FORMS) {
      if (form.has(path)) {
        boolean isStream = form.isStream(path, request);
        answer(
            exchange,
            isStream ? form.streamType() : JSON,
            isStream ? form.stream(words()) : List.of(utf8(form.whole(text))));
        return;
      }
    }
    boolean isStream =
        path.equals("/api/chat")
            ? !request.matches("(?s).*\"stream\"\\s*:\\s*false.*")
            : request.matches("(?s).*\"stream\"\\s*:\\s*true.*");
    String type = !isStream ? JSON : path.equals("/api/chat") ? "application/x-ndjson" : EVENTS;
    List<String> pieces = isStream ? stream(path) : List.of(whole(path));
    answer(exchange, type, pieces.stream().map(ModelServer::utf8).toList());
  }

  private static void answer(HttpExchange exchange, String type, List<byte[]> pieces)
      throws IOException {
    String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    boolean isGzip = accepted != null && accepted.contains("gzip");
    exchange.getResponseHeaders().set("Content-Type", type);
    if (isGzip) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody();
        OutputStream out = isGzip ? new GZIPOutputStream(body, true) : body) {
      for (byte[] piece : pieces) {
        out.write(piece);
        out.flush();
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> words() {
    return List.of(text.split("(?<= )"));
  }

  private String whole(String path) {
    if (path.endsWith("/chat/completions")) {
      return "{\"id\":\"chatcmpl-AbCdEfGhIjKlMnOpQrSt\",\"object\":\"chat.completion\",\"created\":1,"
          + "\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
          + text
          + "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}";
    }
    if (path.endsWith("/messages")) {
      return "{\"id\":\"msg_AbCdEfGhIjKlMnOpQrSt\",\"type\":\"message\",\"role\":\"assistant\","
          + "\"model\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\""
          + text
          + "\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
          + "\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";
    }
    if (path.endsWith("/converse")) {
      return "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\""
          + text
          + "\"}]}},\"stopReason\":\"end_turn\",\"metrics\":{\"latencyMs\":1},"
          + "\"usage\":{\"inputTokens\":1,\"outputTokens\":1,\"totalTokens\":2}}";
    }
    if (path.endsWith("/invoke")) {
      return "{\"id\":\"msg_bdrk_AbCdEfGhIjKlMnOpQrSt\",\"content\":[{\"type\":\"text\",\"text\":\""
          + text
          + "\"}]}";
    }
    return "{\"model\":\"m\",\"created_at\":\"2026-11-30T12:00:00Z\",\"message\":"
        + "{\"role\":\"assistant\",\"content\":\""
        + text
        + "\"},\"done_reason\":\"stop\",\"done\":true}";
  }

  private List<String> stream(String path) {
    List<String> pieces = new ArrayList<>();
    List<String> words = words();
    if (path.endsWith("/chat/completions")) {
      words.forEach(word -> pieces.add(chunk("{\"content\":\"" + word + "\"}", "null")));
      pieces.add(chunk("{}", "\"stop\""));
      pieces.add("data: [DONE]\n\n");
    } else if (path.endsWith("/responses")) {
      words.forEach(
          word ->
              pieces.add(
                  event(
                      "response.output_text.delta",
                      "\"item_id\":\"msg_AbCdEfGhIjKlMnOpQrSt\",\"output_index\":0,"
                          + "\"content_index\":0,\"sequence_number\":4,\"logprobs\":[],\"delta\":\""
                          + word
                          + "\"")));
      pieces.add(
          event(
              "response.output_text.done",
              "\"item_id\":\"msg_AbCdEfGhIjKlMnOpQrSt\",\"output_index\":0,\"content_index\":0,"
                  + "\"sequence_number\":9,\"logprobs\":[],\"text\":\""
                  + text
                  + "\""));
    } else if (path.endsWith("/messages")) {
      pieces.add(
          event(
              "message_start",
              "\"message\":{\"id\":\"msg_AbCdEfGhIjKlMnOpQrSt\",\"type\":\"message\","
                  + "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null,"
                  + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}"));
      pieces.add(
          event(
              "content_block_start",
              "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"));
      words.forEach(
          word ->
              pieces.add(
                  event(
                      "content_block_delta",
                      "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""
                          + word
                          + "\"}")));
      pieces.add(event("content_block_stop", "\"index\":0"));
      pieces.add(
          event(
              "message_delta",
              "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                  + "\"usage\":{\"output_tokens\":1}"));
      pieces.add("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    } else {
      words.forEach(word -> pieces.add(line(word, "false")));
      pieces.add(line("", "true,\"done_reason\":\"stop\""));
    }
    return pieces;
  }

  private static String chunk(String delta, String reason) {
    return "data: {\"id\":\"chatcmpl-AbCdEfGhIjKlMnOpQrSt\",\"object\":\"chat.completion.chunk\","
        + "\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"logprobs\":null,\"finish_reason\":"
        + reason
        + "}]}\n\n";
  }

  private static String event(String type, String members) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
  }

  private static String line(String word, String done) {
    return "{\"model\":\"m\",\"created_at\":\"2026-11-30T12:00:00Z\",\"message\":"
        + "{\"role\":\"assistant\",\"content\":\""
        + word
        + "\"},\"done\":"
        + done
        + "}\n";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
