package dev.flowguard.agent.contract;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/**
 * Compiled against OkHttp 3.14; runs on 4 and 5 too, which offer compression. A header {@code
 * before} is a message that is sent before the other.
 */
final class OkHttpWebSocketSender implements Sender {
  private final OkHttpClient client = new OkHttpClient();

  @Override
  public int send(Request request) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    String before = request.headers().get("before");
    AtomicInteger unanswered = new AtomicInteger(before == null ? 1 : 2);
    AtomicInteger failures = new AtomicInteger();
    WebSocket socket =
        client.newWebSocket(
            new okhttp3.Request.Builder().url(request.url()).build(),
            new WebSocketListener() {
              @Override
              public void onMessage(WebSocket from, String text) {
                if (unanswered.decrementAndGet() == 0) {
                  answer.complete(text);
                }
              }

              @Override
              public void onFailure(WebSocket from, Throwable failure, Response response) {
                failures.incrementAndGet();
                answer.completeExceptionally(failure);
              }
            });
    try {
      if (before != null) {
        socket.send(before);
      }
      if (request.kind() == Kind.BYTES) {
        socket.send(ByteString.of(request.body()));
      } else {
        socket.send(new String(request.body(), StandardCharsets.UTF_8));
      }
      answer.get(20, TimeUnit.SECONDS);
      return 200;
    } catch (ExecutionException e) {
      if (failures.get() != 1) {
        throw new IllegalStateException("failed " + failures + " times", e);
      }
      throw (Exception) e.getCause();
    } finally {
      socket.cancel();
    }
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("a WebSocket has one way to send");
  }
}
