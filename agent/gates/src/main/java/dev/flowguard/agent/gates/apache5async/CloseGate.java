package dev.flowguard.agent.gates.apache5async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection is closed. Over HTTP/2 the client closes it for all streams when one of them
 * fails; for one that was stopped before the connection had heard of it, it stays open.
 */
public final class CloseGate implements Gate {
  private static final ThreadLocal<IOSession> UNTOUCHED = new ThreadLocal<>();

  public CloseGate(Guard guard) {}

  /** Runs what makes the client give up an exchange of which this connection knows nothing. */
  static void sparing(IOSession session, Runnable failure) {
    UNTOUCHED.set(session);
    try {
      failure.run();
    } finally {
      UNTOUCHED.remove();
    }
  }

  @Override
  public @Nullable Object answer(
      @Nullable Object self, @Nullable Object mode, @Nullable Object a, @Nullable Object b) {
    // At once is how one of HTTP/1.1 is closed: its pool counts on that.
    return mode == CloseMode.GRACEFUL && self == UNTOUCHED.get() ? Boolean.TRUE : null;
  }
}
