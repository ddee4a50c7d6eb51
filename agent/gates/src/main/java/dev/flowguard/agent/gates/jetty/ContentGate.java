package dev.flowguard.agent.gates.jetty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Where a transport is about to write content: of an exchange that is held, it is held too. */
public final class ContentGate implements Gate {
  private final Internals internals;

  public ContentGate(Guard guard) throws ReflectiveOperationException {
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
    Hold hold = Hold.of(all[0]);
    if (hold == null) {
      return null;
    }
    boolean isTaken = false;
    if (all.length == 3) {
      isTaken = Jetty9.content(hold, internals, sender, all);
    } else if (all[3] instanceof Callback callback) {
      Wire wire = new Wire.OfBuffers(internals, sender, all[0]);
      isTaken = hold.take(wire, (ByteBuffer) all[1], Boolean.TRUE.equals(all[2]), callback);
    }
    return isTaken ? Boolean.TRUE : null;
  }
}
