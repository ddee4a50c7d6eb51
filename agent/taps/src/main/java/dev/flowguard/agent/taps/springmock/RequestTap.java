package dev.flowguard.agent.taps.springmock;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.mock.web.MockHttpServletRequest;

/** Where MockMvc has built a request. */
public final class RequestTap implements Gate {
  private final Guard guard;

  public RequestTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object built,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned)
      throws IOException {
    if (!(built instanceof MockHttpServletRequest request)) {
      return;
    }
    String method = String.valueOf(request.getMethod());
    String path = String.valueOf(request.getRequestURI());
    Taps taps = guard.taps();
    if (!taps.wants(Taps.Side.REQUEST, method, path)) {
      return;
    }
    MockBody body = MockBody.of(request);
    if (body == null) {
      return;
    }
    MessageHead head =
        name -> name.equalsIgnoreCase("Content-Type") ? body.type() : request.getHeader(name);
    Tap tap = taps.open(Taps.Side.REQUEST, method, path, head);
    if (tap != null) {
      tap.add(body.bytes(), 0, body.bytes().length);
      tap.end();
    }
  }
}
