package dev.flowguard.agent.taps.apache5async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where a piece of a request was written. */
public final class ProduceTap implements Gate {
  public ProduceTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    Tap tap = self == null ? null : Bodies.OPEN.of(self);
    if (tap != null && a instanceof ByteBuffer bytes && returned instanceof Integer count) {
      ByteBuffer written = bytes.duplicate();
      written.limit(bytes.position()).position(bytes.position() - count);
      tap.add(written);
    }
  }
}
