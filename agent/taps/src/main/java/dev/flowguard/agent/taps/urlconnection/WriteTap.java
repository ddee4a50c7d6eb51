package dev.flowguard.agent.taps.urlconnection;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import org.jspecify.annotations.Nullable;

/** Where an application writes to a request. */
public final class WriteTap implements Gate {
  public WriteTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    Tap tap = self == null ? null : Bodies.of(self);
    if (tap == null) {
      return;
    }
    if (a instanceof byte[] bytes && b instanceof Integer start && c instanceof Integer count) {
      tap.add(bytes, start, count);
    } else if (a instanceof Integer one) {
      tap.add(new byte[] {one.byteValue()}, 0, 1);
    }
  }
}
