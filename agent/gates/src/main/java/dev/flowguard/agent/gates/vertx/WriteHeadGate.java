package dev.flowguard.agent.gates.vertx;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import io.vertx.core.http.impl.HttpRequestHead;
import org.jspecify.annotations.Nullable;

/** Where the head of a request is handed to its stream: notes who did. */
public final class WriteHeadGate implements Gate {
  private final Guard guard;

  public WriteHeadGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void enter(
      @Nullable Object stream,
      @Nullable Object head,
      @Nullable Object chunked,
      @Nullable Object piece) {
    if (!(head instanceof HttpRequestHead request)) {
      return;
    }
    String url = request.absoluteURI();
    int start = url.indexOf("://") + 3;
    int slash = url.indexOf('/', start);
    int end = slash < 0 ? url.length() : slash;
    int colon = url.lastIndexOf(':', end);
    // Not one within an address of IPv6, nor that of the scheme.
    boolean hasPort = colon > start && url.lastIndexOf(']', end) < colon;
    RequestOrigins.note(
        guard,
        request,
        url.substring(start, hasPort ? colon : end),
        hasPort ? Integer.parseInt(url, colon + 1, end, 10) : -1,
        url);
  }
}
