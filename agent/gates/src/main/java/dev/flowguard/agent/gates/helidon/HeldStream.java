package dev.flowguard.agent.gates.helidon;

import dev.flowguard.agent.spi.Blocked;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a caller writes its body to in place of Helidon's stream, which gets the same steps after
 * the verdict. Helidon's own turns each write into a chunk. For one thread at a time.
 */
final class HeldStream extends OutputStream {
  private static final ThreadLocal<@Nullable Body> WRITTEN = new ThreadLocal<>();

  private final Exchange exchange;
  private final OutputStream network;
  private final HeldBody held;

  /** What was judged and may leave; from then on all goes straight to the network. */
  private @Nullable Body passed;

  private @Nullable BlockedRequestException blocked;

  HeldStream(Exchange exchange, OutputStream network) {
    this.exchange = exchange;
    this.network = network;
    this.held = exchange.guard().hold(-1);
    held.expectWhole();
  }

  /** The body that is being written to Helidon's stream here, or null. */
  static @Nullable Body onThisThread() {
    return WRITTEN.get();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (passed == null) {
      failIfBlocked();
      Reason reason = held.write(bytes, offset, length);
      if (reason == null) {
        return;
      }
      judge(new Body.NotHeld(reason));
    }
    send(() -> network.write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    if (passed == null) {
      held.flush();
    } else {
      network.flush();
    }
  }

  @Override
  public void close() throws IOException {
    if (passed == null) {
      held.close();
    } else {
      send(network::close);
    }
  }

  /** The caller has written what it wanted to. */
  void end() throws IOException {
    if (passed == null) {
      failIfBlocked();
      if (held.isStalled()) {
        ask(new Body.NotHeld(Reason.STALLED));
      }
      judge(new Body.Held(held.bytes()));
    }
  }

  void release() {
    held.release();
  }

  /** A caller that swallows the failure meets it again at its next step. */
  private void failIfBlocked() throws BlockedRequestException {
    if (blocked != null) {
      throw Blocked.again(blocked);
    }
  }

  private void ask(Body body) throws BlockedRequestException {
    try {
      exchange.check(body);
    } catch (BlockedRequestException e) {
      blocked = e;
      held.release();
      throw e;
    }
  }

  private void judge(Body body) throws IOException {
    ask(body);
    passed = body;
    try {
      send(this::replay);
    } finally {
      held.release();
    }
  }

  private void replay() throws IOException {
    held.replay(network);
  }

  private void send(Step step) throws IOException {
    WRITTEN.set(passed);
    try {
      step.run();
    } finally {
      WRITTEN.remove();
    }
  }

  /** Something done to Helidon's stream. */
  private interface Step {
    void run() throws IOException;
  }
}
