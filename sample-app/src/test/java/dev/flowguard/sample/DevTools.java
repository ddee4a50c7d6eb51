package dev.flowguard.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The DevTools protocol of a browser: calls that are answered, and events.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">Chrome DevTools Protocol</a>
 */
final class DevTools implements AutoCloseable {
  private static final int SECONDS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
  private final Map<String, Consumer<Event>> listeners = new ConcurrentHashMap<>();
  private final WebSocket socket;

  private DevTools(URI address) {
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Receiver()).join();
  }

  static DevTools connect(URI address) {
    return new DevTools(address);
  }

  /** Something that happened in a page. */
  record Event(String method, JsonNode parameters) {}

  /**
   * Who hears of the events of a session, in order, on a thread that must not wait for a call.
   *
   * @param session of one page
   */
  void listen(String session, Consumer<Event> listener) {
    listeners.put(session, listener);
  }

  /**
   * Calls a method and waits for its result.
   *
   * @param session of one page; empty for the browser
   */
  JsonNode call(String session, String method, Map<String, ?> parameters)
      throws IOException, InterruptedException {
    try {
      return send(session, method, parameters).get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(method + " failed", e);
    }
  }

  /** Calls a method. */
  CompletableFuture<JsonNode> send(String session, String method, Map<String, ?> parameters)
      throws IOException {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> result = new CompletableFuture<>();
    calls.put(id, result);
    var call = JSON.createObjectNode().put("id", id).put("method", method);
    call.set("params", JSON.valueToTree(parameters));
    if (!session.isEmpty()) {
      call.put("sessionId", session);
    }
    String text = JSON.writeValueAsString(call);
    synchronized (socket) {
      socket.sendText(text, true).join(); // one at a time: the socket refuses a second one
    }
    return result;
  }

  private void receive(String text) {
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException("not JSON: " + text, e);
    }
    CompletableFuture<JsonNode> call = calls.remove(message.path("id").asInt());
    if (call != null && message.has("error")) {
      call.completeExceptionally(new IOException(message.get("error").toString()));
    } else if (call != null) {
      call.complete(message.path("result"));
    } else {
      Consumer<Event> listener = listeners.get(message.path("sessionId").asText());
      if (listener != null) {
        listener.accept(new Event(message.path("method").asText(), message.path("params")));
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
  }

  /** Puts messages together that come in parts. */
  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
      message.append(part);
      if (isLast) {
        String whole = message.toString();
        message.setLength(0);
        receive(whole);
      }
      from.request(1);
      return null;
    }
  }
}
