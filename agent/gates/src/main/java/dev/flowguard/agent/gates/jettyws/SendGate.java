package dev.flowguard.agent.gates.jettyws;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Behavior;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.jspecify.annotations.Nullable;

/** Where a session of 10 or later is about to queue a frame. */
public final class SendGate implements Gate {
  private final Guard guard;
  private final MethodHandle executor;
  private final MethodHandle processConnectionError;

  /** From 12.1 on, frame and callback come in one; null before. */
  private final @Nullable Entries entries;

  private record Entries(MethodHandle frame, MethodHandle callback, MethodHandle send) {}

  public SendGate(Guard guard) throws ReflectiveOperationException {
    this.guard = guard;
    Class<?> session = session();
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    executor =
        lookup
            .findVirtual(session, "getExecutor", MethodType.methodType(Executor.class))
            .asType(MethodType.methodType(Executor.class, Object.class));
    processConnectionError =
        lookup
            .findVirtual(
                session,
                "processConnectionError",
                MethodType.methodType(void.class, Throwable.class, Callback.class))
            .asType(
                MethodType.methodType(void.class, Object.class, Throwable.class, Callback.class));
    entries = entries(lookup, session);
  }

  private static Class<?> session() throws ClassNotFoundException {
    try {
      return Class.forName("org.eclipse.jetty.websocket.core.WebSocketCoreSession");
    } catch (ClassNotFoundException e) {
      return Class.forName("org.eclipse.jetty.websocket.core.internal.WebSocketCoreSession");
    }
  }

  private static @Nullable Entries entries(MethodHandles.Lookup lookup, Class<?> session)
      throws ReflectiveOperationException {
    Class<?> entry;
    try {
      entry = Class.forName("org.eclipse.jetty.websocket.core.OutgoingEntry");
    } catch (ClassNotFoundException e) {
      return null;
    }
    return new Entries(
        lookup
            .findVirtual(entry, "getFrame", MethodType.methodType(Frame.class))
            .asType(MethodType.methodType(Frame.class, Object.class)),
        lookup
            .findVirtual(entry, "getCallback", MethodType.methodType(Callback.class))
            .asType(MethodType.methodType(Callback.class, Object.class)),
        lookup
            .findVirtual(session, "sendFrame", MethodType.methodType(void.class, entry))
            .asType(MethodType.methodType(void.class, Object.class, Object.class)));
  }

  @Override
  public @Nullable Object answer(
      @Nullable Object self,
      @Nullable Object frameOrEntry,
      @Nullable Object callback,
      @Nullable Object batch) {
    if (!(self instanceof CoreSession session)
        || frameOrEntry == null
        || session.getBehavior() != Behavior.CLIENT) {
      return null;
    }
    URI to = session.getRequestURI();
    String host = to.getHost();
    if (host == null || !guard.concerns(host, to.getPort(), to.toString())) {
      return null;
    }
    Sending sending = sending(session, frameOrEntry, callback, Boolean.TRUE.equals(batch));
    return Outgoing.of(session, guard).take(sending) ? Boolean.TRUE : null;
  }

  private Sending sending(
      CoreSession session, Object frameOrEntry, @Nullable Object callback, boolean isBatch) {
    try {
      return entries == null
          ? new Sending(session, null, (Frame) frameOrEntry, (Callback) callback, isBatch)
          : new Sending(
              session,
              frameOrEntry,
              (Frame) entries.frame().invoke(frameOrEntry),
              (Callback) entries.callback().invoke(frameOrEntry),
              isBatch);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Sending implements Outgoing.Sending {
    private final CoreSession session;
    private final @Nullable Object entry;
    private final Frame frame;
    private final @Nullable Callback callback;
    private final boolean isBatch;

    Sending(
        CoreSession session,
        @Nullable Object entry,
        Frame frame,
        @Nullable Callback callback,
        boolean isBatch) {
      this.session = session;
      this.entry = entry;
      this.frame = frame;
      this.callback = callback;
      this.isBatch = isBatch;
    }

    @Override
    public Object frame() {
      return frame;
    }

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
    public void send() throws Throwable {
      if (entries == null) {
        session.sendFrame(frame, callback, isBatch);
      } else {
        entries.send().invoke((Object) session, entry);
      }
    }

    @Override
    public void fail(Throwable cause) {
      if (callback != null) {
        callback.failed(cause);
      }
    }

    @Override
    public void failSocket(Throwable cause) {
      try {
        processConnectionError.invoke((Object) session, cause, Callback.NOOP);
      } catch (Throwable e) {
        session.abort(); // ends it too, with the client's own words
      }
    }

    @Override
    public Executor threads() {
      try {
        return (Executor) executor.invoke((Object) session);
      } catch (Throwable e) {
        return Runnable::run;
      }
    }
  }
}
