package dev.flowguard.agent.taps.grizzly;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.glassfish.grizzly.Buffer;
import org.jspecify.annotations.Nullable;

/** Where an application writes a buffer of an answer. */
public final class WriteBufferTap implements Gate {
  private final Guard guard;

  public WriteBufferTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object piece, @Nullable Object b, @Nullable Object c)
      throws ReflectiveOperationException {
    if (self == null || !(piece instanceof Buffer buffer)) {
      return;
    }
    AnswerBody body = AnswersOfBuffers.ALL.of(self, guard.taps());
    if (body != null) {
      body.written(buffer.toByteBuffer(), null, null);
    }
  }
}
