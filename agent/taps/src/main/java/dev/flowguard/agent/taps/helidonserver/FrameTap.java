package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a frame of a WebSocket was read, and its application does not have it yet. */
public final class FrameTap implements Gate {
  private final Guard guard;

  public FrameTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object frame, @Nullable Object b, @Nullable Object c)
      throws ReflectiveOperationException {
    if (self != null && frame != null) {
      Sockets.read(self, frame, guard.taps());
    }
  }
}
