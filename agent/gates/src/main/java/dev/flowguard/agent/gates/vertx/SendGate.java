package dev.flowguard.agent.gates.vertx;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import io.vertx.core.http.impl.HttpRequestHead;
import org.jspecify.annotations.Nullable;

/** Where the event loop writes the head of a request. */
public final class SendGate implements Gate {
  /**
   * @param unused there is nothing to ask of the guard here
   */
  public SendGate(Guard unused) {}

  @Override
  public void enter(
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object third) {
    if (self != null) {
      // The first argument is the head in HTTP/2; in HTTP/1.1 it is the stream.
      Object head = first instanceof HttpRequestHead ? first : second;
      RequestOrigins.resume(RequestOrigins.of(head), self.getClass().getName());
    }
  }
}
