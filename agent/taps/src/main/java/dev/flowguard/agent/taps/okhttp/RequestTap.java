package dev.flowguard.agent.taps.okhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Taps;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Where the body of a request begins. */
public final class RequestTap implements Gate {
  private final Guard guard;

  public RequestTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self != null && a instanceof Request request) {
      RequestBody body = request.body();
      MediaType type = body == null ? null : body.contentType();
      MessageHead head =
          name ->
              name.equalsIgnoreCase("Content-Type") && type != null
                  ? type.toString()
                  : request.header(name);
      Bodies.begin(self, guard.taps(), Taps.Side.REQUEST, request.url(), head);
    }
  }
}
