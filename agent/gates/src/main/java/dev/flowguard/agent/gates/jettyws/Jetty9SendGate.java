package dev.flowguard.agent.gates.jettyws;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.websocket.api.BatchMode;
import org.eclipse.jetty.websocket.api.WebSocketBehavior;
import org.eclipse.jetty.websocket.api.WriteCallback;
import org.eclipse.jetty.websocket.api.extensions.Frame;
import org.eclipse.jetty.websocket.api.extensions.IncomingFrames;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.common.extensions.ExtensionStack;
import org.jspecify.annotations.Nullable;

/** Where the extensions of a session of 9.4 are about to queue a frame. */
public final class Jetty9SendGate implements Gate {
  private final Guard guard;
  private final VarHandle nextIncoming;
  private final VarHandle executor;

  public Jetty9SendGate(Guard guard) throws ReflectiveOperationException {
    this.guard = guard;
    this.nextIncoming =
        MethodHandles.privateLookupIn(ExtensionStack.class, MethodHandles.lookup())
            .findVarHandle(ExtensionStack.class, "nextIncoming", IncomingFrames.class);
    this.executor =
        MethodHandles.privateLookupIn(WebSocketSession.class, MethodHandles.lookup())
            .findVarHandle(WebSocketSession.class, "executor", Executor.class);
  }

  @Override
  public @Nullable Object answer(
      @Nullable Object self,
      @Nullable Object frame,
      @Nullable Object callback,
      @Nullable Object batch) {
    // Frames that come in go from the extensions to the session.
    if (!(self instanceof ExtensionStack stack)
        || !(nextIncoming.get(stack) instanceof WebSocketSession session)
        || !(frame instanceof Frame each)
        || session.getPolicy().getBehavior() != WebSocketBehavior.CLIENT) {
      return null;
    }
    URI to = session.getRequestURI();
    String host = to == null ? null : to.getHost();
    if (to == null || host == null || !guard.concerns(host, to.getPort(), to.toString())) {
      return null;
    }
    Sending sending =
        new Sending(
            stack,
            session,
            each,
            (WriteCallback) callback,
            (BatchMode) batch,
            (Executor) executor.get(session));
    return Outgoing.of(session, guard).take(sending) ? Boolean.TRUE : null;
  }

  private record Sending(
      ExtensionStack stack,
      WebSocketSession session,
      Frame frame,
      @Nullable WriteCallback callback,
      @Nullable BatchMode batch,
      Executor threads)
      implements Outgoing.Sending {
    @Override
    public URI to() {
      return session.getRequestURI();
    }

    @Override
    public int opcode() {
      return frame.getOpCode();
    }

    @Override
    public boolean isLast() {
      return frame.isFin();
    }

    @Override
    public @Nullable ByteBuffer payload() {
      return frame.getPayload();
    }

    @Override
    public void send() {
      stack.outgoingFrame(frame, callback, batch);
    }

    @Override
    public void fail(Throwable cause) {
      if (callback != null) {
        callback.writeFailed(cause);
      }
    }

    @Override
    public void failSocket(Throwable cause) {
      session.disconnect();
    }
  }
}
