package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where bytes of an answer leave its buffer, or there is none. */
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
    AnswerBody body = self == null ? null : AnswersOfStreams.ALL.of(self, guard.taps());
    ByteBuffer leaving = body == null ? null : buffer(bytes, offset, count);
    if (body != null && leaving != null) {
      body.offered(leaving);
      body.accepted(leaving.remaining());
    }
  }

  /** What leaves; null for arguments that the method refuses. */
  private static @Nullable ByteBuffer buffer(
      @Nullable Object a, @Nullable Object offset, @Nullable Object count) {
    if (a instanceof Integer one) {
      return ByteBuffer.wrap(new byte[] {one.byteValue()});
    }
    if (!(a instanceof byte[] bytes)) {
      return null;
    }
    int from = offset instanceof Integer start ? start : 0;
    int length = count instanceof Integer some ? some : bytes.length;
    boolean isPart = from >= 0 && length >= 0 && length <= bytes.length - from;
    return isPart ? ByteBuffer.wrap(bytes, from, length) : null;
  }
}
