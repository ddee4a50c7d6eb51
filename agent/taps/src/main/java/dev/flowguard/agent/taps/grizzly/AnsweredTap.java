package dev.flowguard.agent.taps.grizzly;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where an answer is complete, or was discarded to begin another one. */
public final class AnsweredTap implements Gate {
  public AnsweredTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    end(self);
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    end(self);
  }

  private static void end(@Nullable Object self) {
    if (self != null) {
      AnswersOfBuffers.ALL.end(self);
    }
  }
}
