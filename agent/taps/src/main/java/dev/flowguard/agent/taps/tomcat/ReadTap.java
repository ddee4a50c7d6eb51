package dev.flowguard.agent.taps.tomcat;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import java.nio.ByteBuffer;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/** Where an application has read from the body of its request. */
public final class ReadTap implements Gate {
  private final Guard guard;

  public ReadTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object to,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    if (!(self instanceof Request request)
        || !(to instanceof ApplicationBufferHandler handler)
        || !(returned instanceof Integer read)) {
      return;
    }
    if (read < 0) {
      Bodies.end(request);
    } else if (read > 0) {
      Tap tap = Bodies.of(request, guard.taps());
      ByteBuffer bytes = handler.getByteBuffer();
      if (tap != null && bytes != null) {
        tap.add(bytes);
      }
    }
  }
}
