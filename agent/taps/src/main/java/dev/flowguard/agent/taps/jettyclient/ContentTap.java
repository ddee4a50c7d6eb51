package dev.flowguard.agent.taps.jettyclient;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where a receiver of 9.4 to 11 gets a piece of an answer. */
public final class ContentTap implements Gate {
  public ContentTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    Tap tap = self == null ? null : Bodies.OPEN.of(self);
    if (tap != null && b instanceof ByteBuffer bytes) {
      tap.add(bytes);
    }
  }
}
