package dev.flowguard.agent.gates.urlconnection;

import dev.flowguard.agent.spi.Blocked;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.WeakIdentityMap;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import sun.net.www.MessageHeader;
import sun.net.www.http.HttpClient;

/**
 * Replaces the connection's stream while the body of a streaming request is written. Takes head and
 * framed body, and writes them to the connection when the request was judged, or never.
 *
 * <p>A print stream swallows what its target throws, so this one has no target: it throws itself,
 * to the caller that writes, flushes or closes the body, whose methods declare {@link IOException}.
 */
final class HoldingStream extends PrintStream {
  private enum State {
    HOLDING,
    PASSING,
    STOPPED
  }

  /** Gives the memory of a request back that its caller has dropped half-way. */
  private static final WeakIdentityMap<HoldingStream, HeldBody> OPEN =
      new WeakIdentityMap<>(HeldBody::release);

  private final HttpClient client;
  private final PrintStream connection;
  private final Head head;
  private final MessageHeader fields;
  private final Guard guard;
  private final HeldBody held;
  private final Chunks chunks = new Chunks();

  /** Between the caller and the thread that notices that its body has stalled. */
  private final ReentrantLock lock = new ReentrantLock();

  private State state = State.HOLDING;
  private @Nullable BlockedRequestException stopped;

  /** Bytes of the head; -1 while it is written. */
  private int headLength = -1;

  private boolean headSent;

  private HoldingStream(HttpClient client, Head head, MessageHeader fields, Guard guard) {
    // The charset of the stream that the JDK opens, which matters for the head.
    super(OutputStream.nullOutputStream(), false, StandardCharsets.ISO_8859_1);
    this.client = client;
    this.connection = client.serverOutput;
    this.head = head;
    this.fields = fields;
    this.guard = guard;
    this.held = guard.hold(-1);
    held.expectWhole(this::stalled);
  }

  /** Has this connection hold what is written from now on. */
  static void begin(HttpClient client, Head head, MessageHeader fields, Guard guard) {
    HoldingStream holding = new HoldingStream(client, head, fields, guard);
    OPEN.put(holding, holding.held);
    client.serverOutput = holding;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    lock.lock();
    try {
      switch (state) {
        case PASSING -> connection.write(bytes, offset, length);
        case STOPPED -> sneakyThrow(failure());
        case HOLDING -> hold(bytes, offset, length);
      }
    } finally {
      lock.unlock();
    }
  }

  private void hold(byte[] bytes, int offset, int length) {
    Reason reason = held.write(bytes, offset, length);
    if (reason != null) {
      judge(new Body.NotHeld(reason));
      connection.write(bytes, offset, length);
    } else if (headLength >= 0 && head.isChunked()) {
      chunks.take(bytes, offset, length);
    }
  }

  @Override
  public void flush() {
    lock.lock();
    try {
      switch (state) {
        case PASSING -> connection.flush();
        case STOPPED -> sneakyThrow(failure());
        case HOLDING -> {
          if (headLength < 0) {
            // The JDK flushes exactly once the head is written.
            headLength = held.length();
          }
          if (isComplete()) {
            judge(new Body.Held(body()));
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The body is not whole in time. Its caller sleeps, or waits for something else. */
  private void stalled() {
    lock.lock();
    try {
      if (state == State.HOLDING && headLength >= 0) {
        judge(new Body.NotHeld(Reason.STALLED));
      }
    } catch (Exception blocked) {
      // The caller meets it at its next step.
    } finally {
      lock.unlock();
    }
  }

  /** No flush, unlike the method that this one replaces: the JDK asks before each write. */
  @Override
  public boolean checkError() {
    lock.lock();
    try {
      return state == State.PASSING && connection.checkError();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    connection.close();
  }

  /** The answer is awaited: judges what is there. */
  void letGo() throws IOException {
    lock.lock();
    try {
      answerIsAwaited();
    } finally {
      lock.unlock();
    }
  }

  private void answerIsAwaited() throws IOException {
    if (state == State.STOPPED) {
      throw failure();
    }
    if (state == State.HOLDING) {
      if (!headSent && held.length() <= headLength && !isComplete()) {
        sendHead();
      } else {
        judge(new Body.Held(body()));
      }
    }
  }

  /** The caller expects the server's word before the body: the head goes, the body is held on. */
  private void sendHead() throws IOException {
    check(Body.NONE);
    headSent = true;
    byte[] bytes = held.bytes();
    connection.write(bytes, 0, bytes.length);
    connection.flush();
  }

  private void judge(Body body) {
    try {
      check(body);
    } catch (BlockedRequestException blocked) {
      sneakyThrow(blocked);
    }
    state = State.PASSING;
    client.serverOutput = connection;
    int from = headSent ? headLength : 0;
    byte[] bytes = held.bytes();
    connection.write(bytes, from, bytes.length - from);
    connection.flush();
    end();
  }

  /** Asks the guard; a fault is the guard's to decide, never the caller's to see. */
  private void check(Body body) throws BlockedRequestException {
    try {
      try {
        guard.check(head.with(fields, body));
      } catch (RuntimeException | Error e) {
        guard.fault(Head.CLIENT, head.requestPlace(), e);
      }
    } catch (BlockedRequestException blocked) {
      stop(blocked);
      throw blocked;
    }
  }

  private void stop(BlockedRequestException blocked) {
    state = State.STOPPED;
    stopped = blocked;
    client.closeServer();
    end();
  }

  private void end() {
    OPEN.remove(this);
    held.release();
  }

  private BlockedRequestException failure() {
    return Blocked.again(Objects.requireNonNull(stopped));
  }

  private boolean isComplete() {
    return head.isChunked()
        ? chunks.isComplete()
        : held.length() - headLength >= head.contentLength();
  }

  private byte[] body() {
    byte[] bytes = held.bytes();
    return head.isChunked()
        ? Chunks.body(bytes, headLength)
        : Arrays.copyOfRange(bytes, Math.min(headLength, bytes.length), bytes.length);
  }

  /** The caller's method declares the exception, the print stream in between does not. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> void sneakyThrow(Throwable e) throws X {
    throw (X) e;
  }
}
