package dev.flowguard.agent.taps.jdkhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where the client takes a piece of the body of a request. */
public final class WriteTap implements Gate {
  public WriteTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    Tap tap = self == null ? null : Requests.OPEN.of(self);
    if (tap != null && a instanceof ByteBuffer bytes) {
      tap.add(bytes);
    }
  }
}
