package dev.flowguard.agent.gates.apache4async;

import dev.flowguard.agent.gates.apache4.Place;
import dev.flowguard.agent.spi.Answers;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.spi.WeakIdentityMap;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.impl.nio.DefaultNHttpClientConnection;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.NHttpClientConnection;
import org.apache.http.nio.NHttpClientEventHandler;
import org.apache.http.nio.protocol.HttpAsyncClientExchangeHandler;
import org.jspecify.annotations.Nullable;

/**
 * One request that is held on its connection. All of it happens on the connection's I/O thread, but
 * for verdicts and cancellations.
 */
final class Exchange {
  static final String CLIENT = "apache-httpasyncclient-4";

  private static final String ATTRIBUTE = "dev.flowguard.exchange";
  private static final ByteBuffer END_OF_TURN = ByteBuffer.allocate(0);

  /** Bodies on connections that went without a word. */
  private static final WeakIdentityMap<Exchange, HeldBody> HELD =
      new WeakIdentityMap<>(HeldBody::release);

  private enum State {
    /** Its producer writes into memory. */
    RECORDING,
    /** Being judged. */
    WAITING,
    /** On its way out. */
    PASSED,
    ENDED
  }

  private final Guard guard;
  private final HttpRequest request;
  private final Place place;
  private final @Nullable Origin origin;
  private final Deque<ByteBuffer> steps = new ArrayDeque<>();
  private @Nullable Recorder recorder;
  private State state = State.RECORDING;

  /** The head is judged, and is to go before the body is asked for. */
  private boolean isHeadFirst;

  private boolean isSubmitting;

  /** The client's own encoder, once the head was written. */
  private @Nullable ContentEncoder encoder;

  private boolean isUnfolded;

  Exchange(Guard guard, HttpRequest request, Place place, @Nullable Origin origin) {
    this.guard = guard;
    this.request = request;
    this.place = place;
    this.origin = origin;
  }

  static @Nullable Exchange of(NHttpClientConnection connection) {
    return connection.getContext().getAttribute(ATTRIBUTE) instanceof Exchange exchange
        ? exchange
        : null;
  }

  boolean isSubmitting() {
    return isSubmitting;
  }

  synchronized boolean isRecording() {
    return state == State.RECORDING;
  }

  /**
   * Judges a request none of whose body is to be held.
   *
   * @return true if it may go on at once
   */
  boolean passes(DefaultNHttpClientConnection connection, Body body, boolean hasBody) {
    CompletableFuture<Void> verdict = verdict(body);
    if (Answers.passedAtOnce(verdict)) {
      return true;
    }
    attach(connection);
    if (hasBody) {
      recorder = new Recorder(this, guard.hold(-1), -1);
      Internals.encoder(connection, recorder);
    }
    await(connection, verdict);
    return false;
  }

  /** Has the body held; the head waits for it. */
  void record(DefaultNHttpClientConnection connection, long length) {
    attach(connection);
    hold(length);
    Internals.encoder(connection, recorder);
    expectWhole(connection);
  }

  /** Lets the head go, for which the server is to say whether it wants the body. */
  void recordAfterHead(DefaultNHttpClientConnection connection, long length)
      throws IOException, HttpException {
    attach(connection);
    hold(length);
    isHeadFirst = true;
    CompletableFuture<Void> verdict = verdict(Body.NONE);
    if (Answers.passedAtOnce(verdict)) {
      submit(connection);
    } else {
      Internals.encoder(connection, recorder);
      await(connection, verdict);
    }
  }

  /** Has the connection come here on its own thread when the body is not whole in time. */
  private void expectWhole(DefaultNHttpClientConnection connection) {
    Recorder by = recorder;
    if (by != null) {
      by.held()
          .expectWhole(
              () -> {
                if (isRecording()) {
                  connection.requestOutput();
                }
              });
    }
  }

  private void hold(long length) {
    HeldBody held = guard.hold(length);
    HELD.put(this, held);
    recorder = new Recorder(this, held, length);
  }

  private void attach(DefaultNHttpClientConnection connection) {
    connection.getContext().setAttribute(ATTRIBUTE, this);
  }

  private void submit(DefaultNHttpClientConnection connection) throws IOException, HttpException {
    isSubmitting = true;
    try {
      connection.submitRequest(request);
    } finally {
      isSubmitting = false;
    }
    encoder = Internals.encoder(connection);
    if (isHeadFirst && encoder != null) {
      isHeadFirst = false;
      synchronized (this) {
        if (state == State.PASSED) {
          state = State.RECORDING;
        }
      }
      Internals.encoder(connection, recorder);
      expectWhole(connection);
    }
  }

  /** After a turn of the producer. */
  void recorded(DefaultNHttpClientConnection connection, Recorder by) {
    by.held().flush();
    if (by.hasEnded()) {
      by.held().whole();
      Reason open = by.open();
      Throwable error = by.error();
      await(
          connection,
          error != null
              ? fault(error)
              : verdict(open == null ? new Body.Held(by.held().bytes()) : new Body.NotHeld(open)));
    }
  }

  private CompletableFuture<Void> verdict(Body body) {
    try {
      return guard.checkLater(place.with(request, body, CLIENT), origin, 0);
    } catch (RuntimeException | Error e) {
      return fault(e);
    }
  }

  private CompletableFuture<Void> fault(Throwable error) {
    return guard.faultLater(CLIENT, place.requestPlace(), error);
  }

  private void await(DefaultNHttpClientConnection connection, CompletableFuture<Void> verdict) {
    synchronized (this) {
      if (state == State.ENDED) {
        return;
      }
      state = State.WAITING;
    }
    verdict.whenComplete(
        (nothing, blocked) -> {
          if (blocked == null) {
            pass(connection);
          } else {
            stop(connection, blocked);
          }
        });
  }

  private void pass(DefaultNHttpClientConnection connection) {
    synchronized (this) {
      if (state != State.WAITING) {
        return;
      }
      state = State.PASSED;
      connection.requestOutput();
    }
  }

  /** The handler fails first: after a closed connection it would fail for that. */
  private void stop(DefaultNHttpClientConnection connection, Throwable blocked) {
    synchronized (this) {
      if (state == State.ENDED) {
        return;
      }
    }
    end(connection);
    HttpAsyncClientExchangeHandler handler = Internals.handler(connection.getContext());
    try {
      if (handler != null) {
        handler.failed(blocked instanceof Exception e ? e : new IOException(blocked));
      }
    } finally {
      try {
        connection.shutdown();
      } catch (IOException e) {
        // It is to go anyway.
      }
    }
  }

  /** Has a connection be quiet that waits for the verdict, or for its end after it. */
  synchronized void suspend(NHttpClientConnection connection) {
    if (state == State.WAITING || state == State.ENDED) {
      connection.suspendOutput();
    }
  }

  /** Gives back what is held. Whatever comes later finds this exchange gone. */
  void end(NHttpClientConnection connection) {
    synchronized (this) {
      state = State.ENDED;
    }
    connection.getContext().removeAttribute(ATTRIBUTE);
    HeldBody held = HELD.remove(this);
    if (held != null) {
      held.release();
    }
  }

  /**
   * Where the connection may write.
   *
   * @return true if that was all there is to do
   */
  boolean output(DefaultNHttpClientConnection connection, NHttpClientEventHandler client)
      throws IOException {
    synchronized (this) {
      if (state == State.WAITING && recorder == null) {
        connection.suspendOutput(); // or the client would come with its next request
        return true;
      }
      if (state != State.PASSED) {
        return false;
      }
    }
    if (!isUnfolded && !isHeadFirst) {
      isUnfolded = true;
      if (recorder != null) {
        unfold(recorder.held());
      }
      Internals.encoder(connection, encoder);
    } else if (isHeadFirst) {
      Internals.encoder(connection, null);
    }
    connection.produceOutput(new Replay(this, client));
    return true;
  }

  private void unfold(HeldBody held) throws IOException {
    held.replay(
        new HeldBody.Steps() {
          @Override
          public void write(byte[] bytes, int offset, int length) {
            steps.add(ByteBuffer.wrap(bytes, offset, length));
          }

          @Override
          public void flush() {
            steps.add(END_OF_TURN);
          }

          @Override
          public void close() {
            // Encoders are completed, not closed.
          }
        });
  }

  /** Writes the head. */
  void replayHead(DefaultNHttpClientConnection connection) throws IOException, HttpException {
    submit(connection);
    if (encoder == null) {
      end(connection); // without a body that was all
    }
  }

  /** Writes what the producer wrote in one turn, as far as the network takes it. */
  void replayTurn(DefaultNHttpClientConnection connection, ContentEncoder to) throws IOException {
    for (ByteBuffer next = steps.peek(); next != null; next = steps.peek()) {
      if (next == END_OF_TURN) {
        steps.remove();
        if (steps.isEmpty()) {
          break;
        }
        return;
      }
      to.write(next);
      if (next.hasRemaining()) {
        return;
      }
      steps.remove();
    }
    boolean isWhole = recorder != null && recorder.open() == null && recorder.hasEnded();
    end(connection);
    if (isWhole) {
      if (!to.isCompleted()) {
        to.complete();
      }
      Internals.completed(connection.getContext());
    }
  }

  /** Sizes only. */
  @Override
  public String toString() {
    return "Exchange[" + state + ", " + recorder + "]";
  }
}
