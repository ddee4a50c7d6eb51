package dev.flowguard.agent.taps.springmock;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;

/** Where an application under a WebTestClient without a server asks for the body of a request. */
public final class ReactiveBodyFilter implements Gate {
  private final Guard guard;

  public ReactiveBodyFilter(Guard guard) {
    this.guard = guard;
  }

  @Override
  public @Nullable Object filter(@Nullable Object owner, @Nullable Object value) {
    Taps taps = guard.taps();
    try {
      if (owner instanceof MockServerHttpRequest request && value instanceof Flux<?> body) {
        String method = String.valueOf(request.getMethod());
        String path = request.getURI().getRawPath();
        Tap tap =
            taps.wants(Taps.Side.REQUEST, method, path)
                ? taps.open(
                    Taps.Side.REQUEST, method, path, name -> request.getHeaders().getFirst(name))
                : null;
        return tap == null ? value : seen(body, tap);
      }
    } catch (Throwable e) {
      taps.failed(SpringMockHooks.REACTIVE, e);
    }
    return value;
  }

  /** The body, of which each buffer is copied before the application has it. */
  private static <T> Flux<T> seen(Flux<T> body, Tap tap) {
    return body.doOnNext(piece -> add(piece, tap)).doFinally((SignalType end) -> tap.end());
  }

  private static void add(Object piece, Tap tap) {
    if (piece instanceof DataBuffer buffer) {
      // Moves no position, and is there in all versions: each character is a byte.
      String bytes =
          buffer.toString(
              buffer.readPosition(), buffer.readableByteCount(), StandardCharsets.ISO_8859_1);
      tap.add(bytes.getBytes(StandardCharsets.ISO_8859_1), 0, bytes.length());
    }
  }
}
