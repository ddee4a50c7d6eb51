package dev.flowguard.agent.taps.jettyclient;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** Where a piece of an answer is read from a receiver of 12. It is the reader's to release. */
public final class ReadTap implements Gate {
  public ReadTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    if (self == null) {
      return;
    }
    Tap tap = Bodies.OPEN.of(self);
    if (tap == null || !(returned instanceof Content.Chunk chunk)) {
      return;
    }
    if (chunk.hasRemaining()) {
      tap.add(chunk.getByteBuffer());
    }
    if (chunk.isLast()) { // or the last failure
      Bodies.OPEN.end(self);
    }
  }
}
