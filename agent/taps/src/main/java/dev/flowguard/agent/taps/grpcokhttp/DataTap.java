package dev.flowguard.agent.taps.grpcokhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.io.IOException;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Where messages of an answer have come. */
public final class DataTap implements Gate {
  public DataTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object frame, @Nullable Object b, @Nullable Object c)
      throws IOException {
    Calls call = Calls.of(self);
    if (call != null && frame instanceof Buffer buffer) {
      call.receives(buffer);
    }
  }
}
