package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where bytes leave the buffer of a servlet's stream, or pass it by, as those of files do. */
public final class ServletSendTap implements Gate {
  private final Guard guard;

  public ServletSendTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object bytes, @Nullable Object b, @Nullable Object c)
      throws ReflectiveOperationException {
    if (self != null && bytes instanceof ByteBuffer buffer && buffer.hasRemaining()) {
      AnswerBody body = AnswersOfServlets.ALL.of(self, guard.taps());
      if (body != null) {
        body.offered(buffer);
        body.accepted(buffer.remaining());
      }
    }
  }
}
