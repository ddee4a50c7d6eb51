package dev.flowguard.agent.gates.okhttpws;

import dev.flowguard.agent.spi.Answers;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import okhttp3.HttpUrl;
import okhttp3.Response;
import okhttp3.WebSocket;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Where a message is about to be queued, as a whole. One that must not leave fails the socket, as a
 * failure of the network would: {@code send} answers false, and the listener hears once.
 */
public final class SendGate implements Gate {
  static final String CLIENT = "okhttp-websocket";

  private final Guard guard;
  private final MethodHandle fail;

  public SendGate(Guard guard) throws ReflectiveOperationException {
    this.guard = guard;
    this.fail = fail(Class.forName("okhttp3.internal.ws.RealWebSocket"));
  }

  /** {@code failWebSocket(cause, response)}, from 5.0 on with a flag that is false by default. */
  private static MethodHandle fail(Class<?> type) throws ReflectiveOperationException {
    for (Method method : type.getMethods()) {
      Class<?>[] parameters = method.getParameterTypes();
      if (method.getName().equals("failWebSocket")
          && parameters.length >= 2
          && parameters[0] == Exception.class
          && parameters[1] == Response.class) {
        MethodHandle handle = MethodHandles.publicLookup().unreflect(method);
        return parameters.length == 2 ? handle : MethodHandles.insertArguments(handle, 3, false);
      }
    }
    throw new NoSuchMethodException("failWebSocket");
  }

  @Override
  public @Nullable Object answer(
      @Nullable Object self,
      @Nullable Object message,
      @Nullable Object none,
      @Nullable Object unused)
      throws IOException {
    if (!(self instanceof WebSocket socket) || !(message instanceof ByteString bytes)) {
      return null;
    }
    HttpUrl url = socket.request().url();
    String host = socket.request().header("Host");
    if (!guard.concerns(url.host(), url.port(), url.toString(), host)) {
      return null;
    }
    List<Header> headers = host == null ? List.of() : List.of(new Header("Host", host));
    Body body =
        bytes.size() > dev.flowguard.agent.spi.HeldBody.MAX_BYTES
            ? new Body.NotHeld(Reason.TOO_LARGE)
            : new Body.Held(bytes.toByteArray());
    CompletableFuture<Void> passed =
        guard.checkAtOnce(
            new OutboundRequest("WEBSOCKET", url.toString(), headers, body, CLIENT), null, 0);
    if (Answers.passedAtOnce(passed)) {
      return null;
    }
    passed.whenComplete((nothing, blocked) -> fail(socket, blocked));
    return false;
  }

  private void fail(WebSocket socket, @Nullable Throwable blocked) {
    if (blocked instanceof IOException cause) {
      try {
        fail.invoke(socket, cause, (Response) null);
      } catch (Throwable e) {
        socket.cancel(); // ends it too, with the client's own words
      }
    }
  }
}
