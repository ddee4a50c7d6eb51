package dev.flowguard.agent.contract;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.WebSocketListener;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/** WebSockets of Jetty 9.4. */
final class JettyWebSocketSender implements Sender {
  private final WebSocketClient client;

  JettyWebSocketSender() throws Exception {
    SslContextFactory tls = new SslContextFactory();
    tls.setSslContext(SSLContext.getDefault());
    HttpClient http = new HttpClient(tls);
    http.start();
    client = new WebSocketClient(http);
    client.start();
  }

  @Override
  public int send(Request request) throws Exception {
    Answer answer = new Answer();
    Session session = null;
    try {
      Future<Session> socket = client.connect(answer, URI.create(request.url()));
      session = socket.get(20, TimeUnit.SECONDS);
      send(session, request);
      answer.text.get(20, TimeUnit.SECONDS);
      return 200;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    } finally {
      if (session != null) {
        session.disconnect();
      }
    }
  }

  private static void send(Session session, Request request) throws Exception {
    if (request.kind() == Kind.BYTES) {
      session.getRemote().sendBytes(ByteBuffer.wrap(request.body()));
      return;
    }
    String text = new String(request.body(), StandardCharsets.UTF_8);
    if (request.split() == 0) {
      session.getRemote().sendString(text);
    } else {
      session.getRemote().sendPartialString(text.substring(0, request.split()), false);
      session.getRemote().sendPartialString(text.substring(request.split()), true);
    }
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("a WebSocket has one way to send");
  }

  /** Public, because the client calls it. */
  public static final class Answer implements WebSocketListener {
    private final CompletableFuture<String> text = new CompletableFuture<>();

    @Override
    public void onWebSocketText(String message) {
      text.complete(message);
    }

    @Override
    public void onWebSocketError(Throwable failure) {
      text.completeExceptionally(failure);
    }

    @Override
    public void onWebSocketBinary(byte[] payload, int offset, int length) {}

    @Override
    public void onWebSocketConnect(Session session) {}

    @Override
    public void onWebSocketClose(int status, String reason) {
      text.completeExceptionally(new IllegalStateException("closed with " + status));
    }
  }
}
