package dev.flowguard.agent.taps.urlconnection;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;
import sun.net.www.protocol.http.HttpURLConnection;

/** Where the stream is made that an answer is read from. */
public final class AnswerTap implements Gate {
  private final Guard guard;

  public AnswerTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object connection,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    if (self != null && connection instanceof HttpURLConnection of) {
      Bodies.answer(of, self, guard.taps());
    }
  }
}
