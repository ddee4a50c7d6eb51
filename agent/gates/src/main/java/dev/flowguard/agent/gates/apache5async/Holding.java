package dev.flowguard.agent.gates.apache5async;

import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sits between the caller's body and the connection: takes what the caller writes, and gives it on
 * later in the same pieces, as many of them at a time as the caller wrote at a time. Thread-safe:
 * callers write from threads of their own.
 */
final class Holding implements DataStreamChannel {
  /** Between what was written in one turn and in the next. */
  private static final ByteBuffer TURN = ByteBuffer.allocate(0);

  private enum State {
    HOLDING,
    /** Full, ended or failed: nothing more is taken. */
    CLOSED,
    /** What was held goes out. */
    GIVING,
    /** The caller writes straight to the connection. */
    PASSING,
    ENDED
  }

  private final HeldBody memory;
  private final Runnable wanted;
  private final Queue<ByteBuffer> pieces = new ArrayDeque<>();

  private State state = State.HOLDING;

  /** How much there was at the end of the last turn. */
  private int turned;

  private boolean isEnded;
  private List<? extends Header> trailers = List.of();
  private @Nullable Throwable failure;
  private @Nullable Reason full;
  private @Nullable DataStreamChannel connection;

  /**
   * @param wanted run whenever the caller asks to be called, and when it has written all there is
   *     to hold, which it may do on a thread of its own
   */
  Holding(HeldBody memory, Runnable wanted) {
    this.memory = memory;
    this.wanted = wanted;
  }

  @Override
  public void requestOutput() {
    DataStreamChannel to;
    synchronized (this) {
      to = connection;
    }
    if (to != null) {
      to.requestOutput();
    } else {
      wanted.run();
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    DataStreamChannel to;
    int held = 0;
    synchronized (this) {
      switch (state) {
        case HOLDING -> {
          held = hold(from);
          if (state == State.HOLDING) {
            return held;
          }
          to = null;
        }
        case CLOSED, GIVING -> {
          return 0; // called again once there is room
        }
        case ENDED -> throw new ConnectionClosedException("the exchange has ended");
        case PASSING -> {
          to = connection;
          if (to == null) {
            return 0;
          }
        }
        default -> throw new IllegalStateException();
      }
    }
    if (to == null) {
      wanted.run(); // it has just become full
      return held;
    }
    return to.write(from);
  }

  private int hold(ByteBuffer from) {
    int count = from.remaining();
    full = memory.write(from);
    if (full != null) {
      state = State.CLOSED;
      return 0;
    }
    from.position(from.limit());
    return count;
  }

  @Override
  public void endStream() throws IOException {
    endStream(null);
  }

  @Override
  public void endStream(@Nullable List<? extends Header> last) throws IOException {
    DataStreamChannel to;
    boolean hasClosed = false;
    synchronized (this) {
      if (state == State.HOLDING) {
        isEnded = true;
        trailers = last == null ? List.of() : last;
        state = State.CLOSED;
        memory.whole();
        hasClosed = true;
      }
      to = state == State.PASSING ? connection : null;
    }
    if (hasClosed) {
      wanted.run();
    } else if (to != null) {
      to.endStream(last);
    }
  }

  /** Begins the time within which the body must be whole, unless it has begun. */
  synchronized void expectWhole(Runnable stalled) {
    if (state == State.HOLDING) {
      memory.expectWhole(stalled);
    }
  }

  /** The body is not whole in time: nothing more is taken. */
  synchronized void stall() {
    if (state == State.HOLDING) {
      full = Reason.STALLED;
      state = State.CLOSED;
    }
  }

  /** The caller has failed to go on. */
  synchronized void fail(Throwable cause) {
    if (state == State.HOLDING) {
      failure = cause;
      state = State.CLOSED;
    }
  }

  /** The caller was called once; what it writes next is written in another turn. */
  synchronized void turn() {
    if (state == State.HOLDING && memory.length() > turned) {
      turned = memory.length();
      memory.flush();
    }
  }

  synchronized boolean isHolding() {
    return state == State.HOLDING;
  }

  /** True if all there is to judge is there. */
  synchronized boolean isClosed() {
    return state == State.CLOSED;
  }

  synchronized int length() {
    return memory.length();
  }

  synchronized List<? extends Header> trailers() {
    return trailers;
  }

  synchronized void connect(DataStreamChannel channel) {
    connection = channel;
  }

  /** What there is to judge. */
  synchronized Body judged() {
    return full == null ? new Body.Held(memory.bytes()) : new Body.NotHeld(full);
  }

  /** The body may go: gives what was held, and then the rest. */
  synchronized void release() {
    if (state == State.ENDED) {
      return;
    }
    try {
      memory.replay(new Pieces());
    } catch (IOException e) {
      failure = e; // pieces throw none
    }
    state = State.GIVING;
  }

  /** Views of what is held. */
  private final class Pieces implements HeldBody.Steps {
    @Override
    public void write(byte[] bytes, int offset, int length) {
      pieces.add(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void flush() {
      pieces.add(TURN);
    }

    @Override
    public void close() {}
  }

  /** True if there is something to give, be it the end. */
  synchronized boolean isGiving() {
    return state == State.GIVING;
  }

  /** True if the caller is to be called for what comes next. */
  synchronized boolean isPassing() {
    return state == State.PASSING;
  }

  /** Gives the pieces of one turn, or as many of them as the connection takes. */
  void give(DataStreamChannel to) throws IOException {
    for (ByteBuffer next = peek(); next != null; next = peek()) {
      if (next == TURN) {
        remove();
        to.requestOutput();
        return;
      }
      to.write(next);
      if (next.hasRemaining()) {
        return;
      }
      remove();
    }
    if (isEnded) {
      drop();
      to.endStream(trailers.isEmpty() ? null : trailers);
    } else if (failure != null) {
      drop();
      Exchange.sneakyThrow(failure);
    } else {
      pass();
      to.requestOutput();
    }
  }

  private synchronized @Nullable ByteBuffer peek() {
    return pieces.peek();
  }

  private synchronized void remove() {
    pieces.poll();
  }

  private synchronized void pass() {
    state = State.PASSING;
    memory.release();
  }

  /** Nothing is held or given any more. */
  synchronized void drop() {
    state = State.ENDED;
    pieces.clear();
    memory.release();
  }
}
