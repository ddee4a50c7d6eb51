package dev.flowguard.agent.taps.grpcokhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.io.IOException;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Where messages of a call are sent. */
public final class RequestTap implements Gate {
  public RequestTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object frame, @Nullable Object isEnd, @Nullable Object c)
      throws IOException {
    Calls call = Calls.of(self);
    if (call != null && frame instanceof Buffer buffer) {
      call.sends(buffer);
      if (Boolean.TRUE.equals(isEnd)) {
        call.endRequest();
      }
    }
  }
}
