package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where the answer of a servlet is over, or begins again from its start. */
public final class ServletAnsweredTap implements Gate {
  public ServletAnsweredTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self != null) {
      AnswersOfServlets.ALL.end(self);
    }
  }
}
