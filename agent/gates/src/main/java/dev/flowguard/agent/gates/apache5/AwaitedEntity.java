package dev.flowguard.agent.gates.apache5;

import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * A body that the server must ask for. It is held and judged when it is due; a connection on which
 * it must not go is closed before anything ends the body on it.
 */
final class AwaitedEntity extends HttpEntityWrapper {
  private final HttpEntity original;
  private final ClassicHttpRequest request;
  private final HttpClientConnection connection;
  private final Target target;
  private final Guard guard;

  AwaitedEntity(
      HttpEntity entity,
      ClassicHttpRequest request,
      HttpClientConnection connection,
      Target target,
      Guard guard) {
    super(entity instanceof AwaitedEntity awaited ? awaited.original : entity);
    this.original = entity instanceof AwaitedEntity awaited ? awaited.original : entity;
    this.request = request;
    this.connection = connection;
    this.target = target;
    this.guard = guard;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    request.setEntity(original);
    Sink sink = new Sink(out, guard.hold(original.getContentLength()));
    try {
      Throwable failure = null;
      try {
        original.writeTo(sink);
      } catch (IOException | RuntimeException | Error e) {
        failure = e; // the caller's own, if it is not the block
      }
      if (sink.blocked == null) {
        sink.end();
      }
      if (failure != null && sink.blocked == null) {
        sneakyThrow(failure);
      }
    } catch (BlockedRequestException e) {
      sink.blocked = e;
    } finally {
      sink.held.release();
    }
    if (sink.blocked != null) {
      sneakyThrow(ExecuteGate.failure(sink.blocked));
    }
  }

  /** Holds, and lets through after the judgement. */
  private final class Sink extends OutputStream {
    private final OutputStream network;
    private final HeldBody held;
    private boolean isJudged;
    private @Nullable BlockedRequestException blocked;

    Sink(OutputStream network, HeldBody held) {
      this.network = network;
      this.held = held;
      held.expectWhole();
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!isJudged) {
        Reason reason = held.write(bytes, offset, length);
        if (reason == null) {
          return;
        }
        judge(new Body.NotHeld(reason));
      }
      network.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      if (isJudged) {
        network.flush();
      } else {
        held.flush();
      }
    }

    @Override
    public void close() throws IOException {
      if (isJudged) {
        network.close();
      } else {
        held.close();
      }
    }

    void end() throws IOException {
      if (!isJudged) {
        if (held.isStalled()) {
          ask(new Body.NotHeld(Reason.STALLED));
        }
        judge(new Body.Held(held.bytes()));
      }
    }

    private void judge(Body body) throws IOException {
      isJudged = true;
      ask(body);
      held.replay(network);
      held.release();
    }

    private void ask(Body body) throws BlockedRequestException {
      try {
        check(body);
      } catch (BlockedRequestException e) {
        blocked = e;
        connection.close(CloseMode.IMMEDIATE);
        throw e;
      }
    }

    private void check(Body body) throws BlockedRequestException {
      try {
        guard.check(target.with(request, body), null, 0);
      } catch (RuntimeException | Error e) {
        guard.fault(ExecuteGate.CLIENT, target.requestPlace(), e);
      }
    }
  }

  /** The connection's method declares the exception, the entity's does not. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> void sneakyThrow(Throwable e) throws X {
    throw (X) e;
  }
}
