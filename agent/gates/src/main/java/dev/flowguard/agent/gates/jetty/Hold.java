package dev.flowguard.agent.gates.jetty;

import dev.flowguard.agent.spi.Answers;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.spi.RequestPlace;
import dev.flowguard.agent.spi.WeakIdentityMap;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One exchange, taken from the client as a transport would take it: each piece of content is held
 * and said to be written, so that the client gives the next; the last one is answered when it, and
 * all before it, is really written, or with the failure if it must not be. Thread-safe.
 *
 * <p>Never refers to its exchange, by which it is found, but while it is being judged.
 */
final class Hold {
  private static final WeakIdentityMap<Object, Hold> HOLDS =
      new WeakIdentityMap<>(lost -> lost.held.release());

  private enum State {
    HOLDING,
    JUDGING,
    /** All that comes goes to the transport. */
    PASSING,
    /** Blocked, or given up by the client. */
    ENDED
  }

  private final Guard guard;
  private final HeldBody held;
  private final RequestPlace place;
  private final OutboundRequest request;
  private final @Nullable Origin origin;
  private final boolean isTooLarge;

  private State state = State.HOLDING;
  private boolean headIsOut;
  private boolean startsWithNothing;
  private boolean isFirst = true;

  /** The content was not whole in time. */
  private boolean hasStalled;

  /** What the client writes while it is judged for that, or while what was held goes out. */
  private @Nullable Next next;

  private @Nullable Runnable giveUp;
  private @Nullable Throwable failure;

  private record Next(Wire wire, @Nullable ByteBuffer piece, boolean isLast, Callback callback) {
    void write() {
      try {
        wire.write(false, piece, isLast, callback);
      } catch (Throwable e) {
        callback.failed(e);
      }
    }
  }

  private Hold(
      Guard guard,
      RequestPlace place,
      OutboundRequest request,
      @Nullable Origin origin,
      long length) {
    this.guard = guard;
    this.held = guard.hold(length);
    this.place = place;
    this.request = request;
    this.origin = origin;
    this.isTooLarge = length > HeldBody.MAX_BYTES;
  }

  /** Begins to hold an exchange. */
  static Hold begin(Guard guard, Internals internals, Object exchange, Object httpRequest) {
    List<Header> headers = internals.headers(httpRequest);
    RequestPlace place = internals.place(httpRequest);
    Hold hold =
        new Hold(
            guard,
            place,
            new OutboundRequest(place.method(), place.url(), headers, Body.NONE, HeadGate.CLIENT),
            StartGate.of(internals.conversation(httpRequest)),
            length(headers));
    HOLDS.put(exchange, hold);
    return hold;
  }

  static @Nullable Hold of(Object exchange) {
    return HOLDS.get(exchange);
  }

  private static long length(List<Header> headers) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Content-Length")) {
        try {
          return Long.parseLong(header.value().strip());
        } catch (NumberFormatException e) {
          return -1; // the caller's own affair
        }
      }
    }
    return -1;
  }

  /** The head goes by itself, because the server's word is awaited before the content. */
  void headAlone(Wire wire, @Nullable ByteBuffer nothing, Callback callback) {
    synchronized (this) {
      state = State.JUDGING;
      giveUp = () -> onThreads(wire, () -> callback.failed(cause()));
    }
    judge(wire, Body.NONE, () -> passHead(wire, nothing, callback), callback);
  }

  /**
   * What the client has the transport write next.
   *
   * @return false if it is the transport's to write
   */
  boolean take(Wire wire, @Nullable ByteBuffer piece, boolean isLast, Callback callback) {
    Body body = null;
    boolean isLive = false;
    boolean isDead;
    synchronized (this) {
      if (state == State.PASSING || callback instanceof Replay) {
        return false;
      }
      if (state == State.JUDGING && hasStalled) {
        next = new Next(wire, piece, isLast, callback);
        return true;
      }
      isDead = state != State.HOLDING;
      if (!isDead) {
        startsWithNothing |= isFirst && piece == null;
        isFirst = false;
        Reason open = isTooLarge ? Reason.TOO_LARGE : record(piece);
        if (open != null) {
          body = new Body.NotHeld(open);
          isLive = true;
        } else if (isLast) {
          body = whole();
        }
        if (body != null) {
          held.whole();
          state = State.JUDGING;
          giveUp = () -> onThreads(wire, () -> callback.failed(cause()));
        } else {
          held.expectWhole(() -> onThreads(wire, () -> stalled(wire)));
        }
      }
    }
    if (isDead) {
      onThreads(wire, () -> callback.failed(cause()));
      return true;
    }
    if (!isLive && piece != null) {
      piece.position(piece.limit()); // as the transport leaves it
    }
    if (body == null) {
      callback.succeeded();
      return true;
    }
    ByteBuffer live = isLive ? piece : null;
    boolean hasLive = isLive;
    judge(wire, body, () -> pass(wire, hasLive, live, isLast, callback), callback);
    return true;
  }

  /** The client has nothing to write now, and so nothing waits that could be failed. */
  private void stalled(Wire wire) {
    synchronized (this) {
      if (state != State.HOLDING) {
        return;
      }
      state = State.JUDGING;
      hasStalled = true;
      giveUp = () -> onThreads(wire, this::failNext);
    }
    judge(
        wire,
        new Body.NotHeld(Reason.STALLED),
        () -> catchUp(wire),
        new Callback() {
          @Override
          public void failed(Throwable blocked) {
            if (!failNext()) {
              wire.abort(blocked);
            }
          }
        });
  }

  private boolean failNext() {
    Next waiting;
    synchronized (this) {
      waiting = next;
      next = null;
    }
    if (waiting != null) {
      waiting.callback().failed(cause());
    }
    return waiting != null;
  }

  /** Gives what was held to the transport; the client's next write comes after it. */
  private void catchUp(Wire wire) {
    boolean isHead;
    synchronized (this) {
      if (state != State.JUDGING) {
        return;
      }
      isHead = !headIsOut;
      headIsOut = true;
    }
    Callback written =
        new Callback() {
          @Override
          public void succeeded() {
            Next waiting;
            synchronized (Hold.this) {
              if (state != State.JUDGING) {
                return; // given up meanwhile
              }
              state = State.PASSING;
              giveUp = null;
              waiting = next;
              next = null;
            }
            if (waiting != null) {
              waiting.write();
            }
          }

          @Override
          public void failed(Throwable cause) {
            abort(cause);
            wire.abort(cause);
          }
        };
    new Replay(wire, held, isHead, startsWithNothing, false, null, false, written).start();
  }

  /** Takes one piece and returns null, or why it cannot be held. */
  private @Nullable Reason record(@Nullable ByteBuffer piece) {
    try {
      byte[] bytes = new byte[piece == null ? 0 : piece.remaining()];
      if (piece != null) {
        piece.duplicate().get(bytes);
      }
      return held.write(bytes, 0, bytes.length);
    } catch (RuntimeException | Error e) {
      return Reason.FAULT; // out of memory, above all
    }
  }

  private Body whole() {
    try {
      return held.length() == 0 ? Body.NONE : new Body.Held(held.bytes());
    } catch (RuntimeException | Error e) {
      return new Body.NotHeld(Reason.FAULT);
    }
  }

  private void judge(Wire wire, Body body, Runnable pass, Callback callback) {
    CompletableFuture<Void> passed = check(body);
    if (Answers.passedAtOnce(passed)) {
      pass.run();
      return;
    }
    passed.whenComplete(
        (nothing, blocked) ->
            onThreads(
                wire,
                () -> {
                  if (blocked == null) {
                    pass.run();
                  } else {
                    block(blocked, callback);
                  }
                }));
  }

  private CompletableFuture<Void> check(Body body) {
    try {
      OutboundRequest judged =
          new OutboundRequest(
              request.method(), request.url(), request.headers(), body, request.client());
      return guard.checkLater(judged, origin, 0);
    } catch (RuntimeException | Error e) {
      return guard.faultLater(HeadGate.CLIENT, place, e);
    }
  }

  private void passHead(Wire wire, @Nullable ByteBuffer nothing, Callback callback) {
    synchronized (this) {
      if (state != State.JUDGING) {
        return;
      }
      state = State.HOLDING;
      giveUp = null;
      headIsOut = true;
      isFirst = false;
    }
    try {
      wire.write(true, nothing, false, callback);
    } catch (Throwable e) {
      callback.failed(e);
    }
  }

  private void pass(
      Wire wire, boolean hasLive, @Nullable ByteBuffer live, boolean isLast, Callback callback) {
    boolean isHead;
    synchronized (this) {
      if (state != State.JUDGING) {
        return;
      }
      state = State.PASSING;
      giveUp = null;
      isHead = !headIsOut;
      headIsOut = true;
    }
    new Replay(wire, held, isHead, startsWithNothing, hasLive, live, isLast, callback).start();
  }

  private void block(Throwable blocked, Callback callback) {
    Throwable cause = Answers.cause(blocked);
    synchronized (this) {
      if (state != State.JUDGING) {
        return;
      }
      end(cause);
    }
    callback.failed(cause);
  }

  /** The client gives the exchange up; what it waits for fails like a write that is under way. */
  void abort(Throwable cause) {
    Runnable waiting;
    synchronized (this) {
      if (state == State.PASSING || state == State.ENDED) {
        return;
      }
      waiting = giveUp;
      end(cause);
    }
    if (waiting != null) {
      waiting.run();
    }
  }

  private void end(Throwable cause) {
    state = State.ENDED;
    failure = cause;
    giveUp = null;
    held.release();
  }

  private synchronized Throwable cause() {
    return failure == null ? new IOException("flowguard: the request was given up") : failure;
  }

  private static void onThreads(Wire wire, Runnable task) {
    try {
      wire.threads().execute(task);
    } catch (RejectedExecutionException e) {
      task.run(); // the client is being stopped
    }
  }
}
