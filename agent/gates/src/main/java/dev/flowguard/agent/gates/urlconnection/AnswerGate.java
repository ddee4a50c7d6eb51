package dev.flowguard.agent.gates.urlconnection;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import sun.net.www.http.HttpClient;

/** Where the answer is awaited: whatever is still held goes out now, or the request fails. */
public final class AnswerGate implements Gate {
  public AnswerGate(Guard guard) {}

  @Override
  public void enter(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object unused)
      throws IOException {
    if (self instanceof HttpClient client && client.serverOutput instanceof HoldingStream holding) {
      holding.letGo();
    }
  }
}
