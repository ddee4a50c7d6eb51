package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a request is asked for its body, by its application or by the server. */
public final class ContentTap implements Gate {
  private final Guard guard;

  public ContentTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned)
      throws ReflectiveOperationException {
    if (self != null && returned != null) {
      Bodies.asked(self, returned, guard.taps());
    }
  }
}
