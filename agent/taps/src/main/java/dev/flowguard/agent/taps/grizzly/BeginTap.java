package dev.flowguard.agent.taps.grizzly;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.glassfish.grizzly.http.io.InputBuffer;
import org.jspecify.annotations.Nullable;

/** Where a request begins; a small body has come with its head. */
public final class BeginTap implements Gate {
  public BeginTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object header,
      @Nullable Object context,
      @Nullable Object c,
      @Nullable Object returned) {
    if (self instanceof InputBuffer input && input.isFinished()) {
      Bodies.end(input);
    }
  }
}
