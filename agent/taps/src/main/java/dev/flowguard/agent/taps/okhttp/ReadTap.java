package dev.flowguard.agent.taps.okhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import java.io.IOException;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Where a piece of an answer was read. */
public final class ReadTap implements Gate {
  public ReadTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object to,
      @Nullable Object most,
      @Nullable Object c,
      @Nullable Object returned)
      throws IOException {
    if (self == null) {
      return;
    }
    Tap tap = Bodies.OPEN.of(self);
    if (tap == null || !(to instanceof Buffer buffer) || !(returned instanceof Long count)) {
      return;
    }
    if (count < 0) {
      Bodies.OPEN.end(self);
    } else if (count > 0) {
      Bodies.add(tap, buffer, buffer.size() - count, count);
    }
  }
}
