package dev.flowguard.agent.gates.jetty;

import dev.flowguard.agent.spi.Answers;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Where a transport is about to write a head, mostly with the first of the content. */
public final class HeadGate implements Gate {
  static final String CLIENT = "jetty-client";

  private final Guard guard;
  private final Internals internals;

  public HeadGate(Guard guard) throws ReflectiveOperationException {
    this.guard = guard;
    this.internals = new Internals();
  }

  @Override
  public @Nullable Object answer(
      @Nullable Object sender,
      @Nullable Object arguments,
      @Nullable Object none,
      @Nullable Object unused) {
    if (sender == null || !(arguments instanceof Object[] all) || all[0] == null) {
      return null;
    }
    Object exchange = all[0];
    if (Hold.of(exchange) != null) {
      return null; // what was held, on its way
    }
    Object request = internals.request(exchange);
    String method = internals.method(request);
    String host = internals.host(request);
    int port = internals.port(request);
    String target = internals.target(request);
    if (method.equals("CONNECT")
        || !guard.concerns(host, port, target, internals.hostHeader(request))) {
      return null;
    }
    Hold hold;
    boolean expects;
    try {
      expects = internals.expectsContinue(sender, request);
      hold = Hold.begin(guard, internals, exchange, request);
    } catch (RuntimeException | Error e) {
      return fault(guard.faultLater(CLIENT, internals.place(request), e), all);
    }
    if (all.length == 3) {
      Jetty9.head(hold, internals, sender, all, expects);
    } else if (all[1] instanceof ByteBuffer piece && all[3] instanceof Callback callback) {
      Wire wire = new Wire.OfBuffers(internals, sender, exchange);
      boolean isLast = Boolean.TRUE.equals(all[2]);
      if (expects && !isLast) {
        hold.headAlone(wire, piece, callback);
      } else {
        hold.take(wire, piece, isLast, callback);
      }
    }
    return Boolean.TRUE;
  }

  /** Lets a request go on unheld, or fails it: its transport must not wait for the record. */
  private static @Nullable Object fault(CompletableFuture<Void> passed, Object[] arguments) {
    if (Answers.passedAtOnce(passed)) {
      return null;
    }
    passed.whenComplete(
        (nothing, blocked) -> {
          if (blocked != null && arguments[arguments.length - 1] instanceof Callback callback) {
            callback.failed(blocked);
          }
        });
    return Boolean.TRUE;
  }
}
