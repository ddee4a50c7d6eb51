package dev.flowguard.agent.contract;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/**
 * WebSockets of Jetty 12. A header {@code before} is a message that is sent before the other,
 * {@code permessage-deflate} an offer to compress them.
 */
final class JettyWebSocketSender implements Sender {
  private final WebSocketClient client;

  JettyWebSocketSender() throws Exception {
    SslContextFactory.Client tls = new SslContextFactory.Client();
    tls.setSslContext(SSLContext.getDefault());
    ClientConnector connector = new ClientConnector();
    connector.setSslContextFactory(tls);
    HttpClient http = new HttpClient(new HttpClientTransportOverHTTP(connector));
    client = new WebSocketClient(http);
    client.start();
  }

  @Override
  public int send(Request request) throws Exception {
    String before = request.headers().get("before");
    Answer answer = new Answer(before == null ? 1 : 2);
    ClientUpgradeRequest offer = new ClientUpgradeRequest();
    if (request.headers().containsKey("permessage-deflate")) {
      offer.addExtensions("permessage-deflate");
    }
    Session session = null;
    try {
      Future<Session> socket = client.connect(answer, URI.create(request.url()), offer);
      session = socket.get(20, TimeUnit.SECONDS);
      if (before != null) {
        Callback.Completable sent = new Callback.Completable();
        session.sendText(before, sent);
        sent.get(20, TimeUnit.SECONDS);
      }
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
    Callback.Completable sent = new Callback.Completable();
    String text = new String(request.body(), StandardCharsets.UTF_8);
    if (request.kind() == Kind.BYTES) {
      session.sendBinary(ByteBuffer.wrap(request.body()), sent);
    } else if (request.split() == 0) {
      session.sendText(text, sent);
    } else {
      Callback.Completable first = new Callback.Completable();
      session.sendPartialText(text.substring(0, request.split()), false, first);
      first.get(20, TimeUnit.SECONDS);
      session.sendPartialText(text.substring(request.split()), true, sent);
    }
    sent.get(20, TimeUnit.SECONDS);
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("a WebSocket has one way to send");
  }

  /** Public, because the client calls it. */
  public static final class Answer implements Session.Listener.AutoDemanding {
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final AtomicInteger unanswered;

    Answer(int messages) {
      unanswered = new AtomicInteger(messages);
    }

    @Override
    public void onWebSocketText(String message) {
      if (unanswered.decrementAndGet() == 0) {
        text.complete(message);
      }
    }

    @Override
    public void onWebSocketError(Throwable failure) {
      text.completeExceptionally(failure);
    }
  }
}
