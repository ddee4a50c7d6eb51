package dev.flowguard.agent.taps.jetty9;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import org.jspecify.annotations.Nullable;

/**
 * Where an application has read from the body of its request. What Jetty has inflated for the
 * application comes inflated, and without the header that says otherwise.
 */
public final class ReadTap implements Gate {
  private final Guard guard;

  public ReadTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object to,
      @Nullable Object offset,
      @Nullable Object most,
      @Nullable Object returned)
      throws ReflectiveOperationException {
    if (self == null
        || !(to instanceof byte[] bytes)
        || !(offset instanceof Integer start)
        || !(returned instanceof Integer read)) {
      return;
    }
    if (read < 0) {
      Bodies.end(self);
    } else if (read > 0) {
      Tap tap = Bodies.of(self, guard.taps());
      if (tap != null) {
        tap.add(bytes, start, read);
      }
    }
  }
}
