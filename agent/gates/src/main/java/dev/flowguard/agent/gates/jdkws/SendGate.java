package dev.flowguard.agent.gates.jdkws;

import dev.flowguard.agent.spi.Answers;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Message;
import dev.flowguard.agent.spi.WeakIdentityMap;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.OutboundRequest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where a message, or a fragment of one, is about to be sent. One that must not leave fails its
 * future; if fragments of it have left, the socket is aborted, because the peer waits for the rest.
 */
public final class SendGate implements Gate {
  static final String CLIENT = "java.net.http-websocket";
  private static final WeakIdentityMap<Object, Message> MESSAGES =
      new WeakIdentityMap<>(lost -> {});

  private final Guard guard;
  private final VarHandle uri;

  public SendGate(Guard guard) throws ReflectiveOperationException {
    this.guard = guard;
    Class<?> type = Class.forName("jdk.internal.net.http.websocket.WebSocketImpl");
    this.uri =
        MethodHandles.privateLookupIn(type, MethodHandles.lookup())
            .findVarHandle(type, "uri", URI.class);
  }

  @Override
  public @Nullable Object answer(
      @Nullable Object self,
      @Nullable Object data,
      @Nullable Object last,
      @Nullable Object unused) {
    if (!(self instanceof WebSocket socket) || data == null) {
      return null;
    }
    URI to = (URI) uri.get(self);
    String host = to.getHost();
    if (host == null || !guard.concerns(host, to.getPort(), to.toString())) {
      return null;
    }
    byte[] bytes = bytes(data);
    boolean isLast = Boolean.TRUE.equals(last);
    Message message = MESSAGES.remove(self);
    if (message == null) {
      message = new Message();
    }
    Body body = message.add(bytes, isLast);
    long before = message.before(bytes);
    if (!isLast) {
      MESSAGES.put(self, message);
    }
    CompletableFuture<Void> passed =
        guard.checkAtOnce(
            new OutboundRequest("WEBSOCKET", to.toString(), List.of(), body, CLIENT), null, before);
    if (Answers.passedAtOnce(passed)) {
      return null;
    }
    MESSAGES.remove(self);
    return passed
        .whenComplete(
            (nothing, blocked) -> {
              if (before > 0) {
                socket.abort();
              }
            })
        .thenApply(nothing -> socket);
  }

  private static byte[] bytes(Object data) {
    if (data instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    return data.toString().getBytes(StandardCharsets.UTF_8);
  }
}
