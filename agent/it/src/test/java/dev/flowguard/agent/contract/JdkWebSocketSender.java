package dev.flowguard.agent.contract;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A message is sent as a whole, or in two fragments where the request says where to split. */
final class JdkWebSocketSender implements Sender {
  private final HttpClient client = HttpClient.newHttpClient();

  @Override
  public int send(Request request) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(request.url()),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence data, boolean last) {
                    answer.complete(data.toString());
                    return WebSocket.Listener.super.onText(from, data, last);
                  }

                  @Override
                  public void onError(WebSocket from, Throwable failure) {
                    answer.completeExceptionally(failure);
                  }
                })
            .get(20, TimeUnit.SECONDS);
    try {
      byte[] body = request.body();
      int split = request.split();
      if (request.kind() == Kind.BYTES) {
        socket.sendBinary(ByteBuffer.wrap(body), true).get(20, TimeUnit.SECONDS);
      } else {
        if (split > 0) {
          socket.sendText(text(body, 0, split), false).get(20, TimeUnit.SECONDS);
        }
        socket.sendText(text(body, split, body.length), true).get(20, TimeUnit.SECONDS);
      }
      answer.get(20, TimeUnit.SECONDS);
      return 200;
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    } finally {
      socket.abort();
    }
  }

  private static String text(byte[] body, int from, int to) {
    return new String(body, from, to - from, StandardCharsets.UTF_8);
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("a WebSocket has one way to send");
  }
}
