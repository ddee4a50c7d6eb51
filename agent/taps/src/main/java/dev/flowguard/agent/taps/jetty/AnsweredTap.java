package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.internal.HttpChannelState;
import org.jspecify.annotations.Nullable;

/** Where an answer is over, or its connection has failed. */
public final class AnsweredTap implements Gate {
  public AnsweredTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    Response response = self instanceof HttpChannelState channel ? channel.getResponse() : null;
    if (response != null) {
      AnswersOfResponses.ALL.end(response);
    }
  }
}
