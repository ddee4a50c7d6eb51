package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Where an application has read a chunk from the body of its request. The chunk is the
 * application's to release.
 */
public final class ReadTap implements Gate {
  private final Guard guard;

  public ReadTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    if (!(self instanceof Request request) || !(returned instanceof Content.Chunk chunk)) {
      return;
    }
    if (chunk.hasRemaining()) {
      Tap tap = Bodies.of(request, guard.taps());
      if (tap != null) {
        tap.add(chunk.getByteBuffer());
      }
    }
    if (chunk.isLast()) { // or the last failure
      Bodies.end(request);
    }
  }
}
