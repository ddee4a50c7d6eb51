package dev.flowguard.agent.taps.okhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import java.io.IOException;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Where a piece of a request is written. */
public final class WriteTap implements Gate {
  public WriteTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws IOException {
    Tap tap = self == null ? null : Bodies.OPEN.of(self);
    if (tap != null && a instanceof Buffer buffer && b instanceof Long count && count > 0) {
      Bodies.add(tap, buffer, 0, count);
    }
  }
}
