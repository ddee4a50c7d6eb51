package dev.flowguard.agent.taps.jdkhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Taps;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandler;
import org.jspecify.annotations.Nullable;

/** Where the caller's handler is about to be asked what becomes of an answer's body. */
public final class AnswerTap implements Gate {
  private final Guard guard;

  public AnswerTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public @Nullable Object filter(@Nullable Object exchange, @Nullable Object handler) {
    try {
      if (exchange != null && handler instanceof BodyHandler<?> callers) {
        URI uri = Internals.request(exchange).uri();
        if (Places.wants(guard.taps(), Taps.Side.RESPONSE, uri)) {
          return new TappedHandler<>(callers, guard.taps(), uri);
        }
      }
    } catch (Throwable e) {
      guard.taps().failed("java.net.http", e);
    }
    return handler;
  }
}
