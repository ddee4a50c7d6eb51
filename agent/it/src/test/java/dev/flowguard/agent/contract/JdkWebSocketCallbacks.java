package dev.flowguard.agent.contract;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** As many messages as the request says ({@code split}), each on a WebSocket of its own. */
final class JdkWebSocketCallbacks implements Sender {
  @Override
  public int send(Request request) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    List<WebSocket> sockets = new ArrayList<>();
    for (int i = 0; i <= request.split(); i++) {
      sockets.add(
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create(request.url()), new WebSocket.Listener() {})
              .get(20, TimeUnit.SECONDS));
    }
    String message = new String(request.body(), StandardCharsets.UTF_8);
    Iterator<WebSocket> each = sockets.iterator();
    Thread caller = Thread.currentThread();
    try {
      SlowCallbacks.run(
          request.split(),
          failed ->
              each.next()
                  .sendText(message, true)
                  .whenComplete(
                      (socket, failure) -> {
                        if (failure != null) {
                          runOffThe(caller, failed);
                        }
                      }));
    } finally {
      sockets.forEach(WebSocket::abort);
    }
    return 200;
  }

  /** A message that has failed before it is asked runs its callback on the thread that asks. */
  private static void runOffThe(Thread caller, Runnable failed) {
    if (Thread.currentThread() == caller) {
      new Thread(failed, "failed-before").start();
    } else {
      failed.run();
    }
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("has one way to send");
  }
}
