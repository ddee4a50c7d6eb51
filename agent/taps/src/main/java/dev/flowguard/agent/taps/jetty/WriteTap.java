package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** Where bytes of an answer reach the server, from a handler or from what is built on handlers. */
public final class WriteTap implements Gate {
  private final Guard guard;

  public WriteTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object isLast, @Nullable Object bytes, @Nullable Object c)
      throws ReflectiveOperationException {
    if (self instanceof Response response
        && bytes instanceof ByteBuffer
        && ((ByteBuffer) bytes).hasRemaining()) {
      AnswerBody body = AnswersOfResponses.ALL.of(response, guard.taps());
      if (body != null) {
        body.written(bytes, null, null);
      }
    }
  }
}
