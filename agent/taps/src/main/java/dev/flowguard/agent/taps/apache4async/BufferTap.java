package dev.flowguard.agent.taps.apache4async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import java.nio.ByteBuffer;
import org.apache.http.nio.ContentDecoder;
import org.jspecify.annotations.Nullable;

/** Where a piece of an answer was read, or one of a request was written. */
public final class BufferTap implements Gate {
  public BufferTap(Guard guard) {}

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
    if (tap == null || !(a instanceof ByteBuffer bytes) || !(returned instanceof Integer count)) {
      return;
    }
    if (count > 0) {
      ByteBuffer passed = bytes.duplicate();
      passed.limit(bytes.position()).position(bytes.position() - count);
      tap.add(passed);
    }
    if (self instanceof ContentDecoder decoder && decoder.isCompleted()) {
      Bodies.OPEN.end(self);
    }
  }
}
