package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where bytes of an answer are offered to the connection, which takes as many as it can. */
public final class SendTap implements Gate {
  private final Guard guard;

  public SendTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self,
      @Nullable Object bytes,
      @Nullable Object offset,
      @Nullable Object count)
      throws ReflectiveOperationException {
    AnswerBody body = self == null ? null : AnswersOfExchanges.writtenTo(self, guard.taps());
    if (body == null) {
      return;
    }
    if (bytes instanceof ByteBuffer buffer) {
      body.offered(buffer);
    } else if (bytes instanceof ByteBuffer[] buffers) {
      body.offered(
          offset instanceof Integer from && count instanceof Integer length
              ? Arrays.copyOfRange(buffers, from, from + length)
              : buffers);
    }
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object bytes,
      @Nullable Object offset,
      @Nullable Object count,
      @Nullable Object returned)
      throws ReflectiveOperationException {
    AnswerBody body = self == null ? null : AnswersOfExchanges.writtenTo(self, guard.taps());
    if (body != null && returned instanceof Number taken) {
      body.accepted(Math.max(0, taken.longValue()));
    }
  }
}
