package dev.flowguard.agent.gates.jettyws;

import dev.flowguard.agent.spi.Answers;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Message;
import dev.flowguard.agent.spi.RequestPlace;
import dev.flowguard.agent.spi.WeakIdentityMap;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.OutboundRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What one socket sends: a frame that is judged without delay goes on at once; behind one that is
 * not, all others wait, in order. A frame that must not leave fails its own callback and then the
 * socket, because the peer may wait for the rest of the message. Thread-safe.
 */
final class Outgoing {
  static final String CLIENT = "jetty-websocket";

  private static final int CONTINUATION = 0;
  private static final int LAST_DATA_OPCODE = 2;
  private static final WeakIdentityMap<Object, Outgoing> SOCKETS =
      new WeakIdentityMap<>(lost -> {});

  private final Guard guard;
  private final Deque<Sending> waiting = new ArrayDeque<>();
  private Message message = new Message();
  private boolean isJudging;
  private @Nullable Object passing;
  private @Nullable Throwable failure;

  private Outgoing(Guard guard) {
    this.guard = guard;
  }

  /** One frame on its way. */
  interface Sending {
    /** By which its call is known again. */
    Object frame();

    URI to();

    int opcode();

    boolean isLast();

    @Nullable ByteBuffer payload();

    /** Sends it as if nothing was hooked. */
    void send() throws Throwable;

    /** Fails its callback. */
    void fail(Throwable cause);

    /** Ends the socket in its own way. */
    void failSocket(Throwable cause);

    Executor threads();
  }

  /** Of a session; made when it sends its first frame. */
  static synchronized Outgoing of(Object session, Guard guard) {
    Outgoing known = SOCKETS.get(session);
    if (known == null) {
      known = new Outgoing(guard);
      SOCKETS.put(session, known);
    }
    return known;
  }

  /**
   * Takes a frame.
   *
   * @return false if it goes on where it came from
   */
  boolean take(Sending sending) {
    CompletableFuture<Void> passed;
    synchronized (this) {
      if (passing == sending.frame()) {
        return false;
      }
      boolean isData = sending.opcode() <= LAST_DATA_OPCODE;
      if (failure == null && isJudging) {
        waiting.add(sending);
        return true;
      }
      if (!isData) {
        return false;
      }
      if (failure == null) {
        passed = judge(sending);
        if (Answers.passedAtOnce(passed)) {
          return false;
        }
        isJudging = true;
      } else {
        passed = CompletableFuture.failedFuture(failure);
      }
    }
    goOn(sending, passed);
    return true;
  }

  /** The caller holds the lock. */
  private CompletableFuture<Void> judge(Sending sending) {
    URI to = sending.to();
    try {
      ByteBuffer payload = sending.payload();
      byte[] bytes = new byte[payload == null ? 0 : payload.remaining()];
      if (payload != null) {
        payload.duplicate().get(bytes);
      }
      if (sending.opcode() != CONTINUATION) {
        message = new Message();
      }
      Body body = message.add(bytes, sending.isLast());
      long before = message.before(bytes);
      if (sending.isLast()) {
        message = new Message();
      }
      return guard.checkLater(
          new OutboundRequest("WEBSOCKET", to.toString(), List.of(), body, CLIENT), null, before);
    } catch (RuntimeException | Error e) {
      return guard.faultLater(
          CLIENT,
          new RequestPlace(
              "WEBSOCKET", to.getScheme(), to.getHost(), to.getPort(), to.toString(), null),
          e);
    }
  }

  private void goOn(Sending sending, CompletableFuture<Void> passed) {
    passed.whenComplete(
        (nothing, blocked) -> {
          Runnable task =
              () -> {
                if (blocked == null) {
                  send(sending);
                } else {
                  block(sending, blocked);
                }
              };
          try {
            sending.threads().execute(task);
          } catch (RejectedExecutionException e) {
            task.run(); // the client is being stopped
          }
        });
  }

  /** Sends a frame that has passed, and those that came after it. */
  private void send(Sending first) {
    Sending next = first;
    while (next != null) {
      synchronized (this) {
        passing = next.frame();
      }
      try {
        next.send();
      } catch (Throwable e) {
        next.fail(e);
      }
      CompletableFuture<Void> passed = null;
      synchronized (this) {
        passing = null;
        next = waiting.poll();
        if (next == null) {
          isJudging = false;
        } else if (next.opcode() <= LAST_DATA_OPCODE) {
          passed = judge(next);
        }
      }
      if (next != null && passed != null && !Answers.passedAtOnce(passed)) {
        goOn(next, passed);
        return;
      }
    }
  }

  private void block(Sending sending, Throwable blocked) {
    Throwable cause = Answers.cause(blocked);
    boolean isFirst;
    synchronized (this) {
      isFirst = failure == null;
      failure = cause;
      isJudging = false;
      message = new Message();
    }
    sending.fail(cause);
    if (!isFirst) {
      return;
    }
    for (Sending next = poll(); next != null; next = poll()) {
      next.fail(cause);
    }
    sending.failSocket(cause);
  }

  private synchronized @Nullable Sending poll() {
    return waiting.poll();
  }
}
