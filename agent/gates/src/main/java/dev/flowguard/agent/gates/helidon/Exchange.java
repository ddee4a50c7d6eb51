package dev.flowguard.agent.gates.helidon;

import dev.flowguard.agent.spi.Guard;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One hop of a call that some rule concerns, from the start of its chain to the verdict.
 *
 * @param request Helidon's own
 * @param resource the connection or stream that was taken for it; nothing was written to it yet
 */
record Exchange(Guard guard, Internals helidon, Object request, Object resource) {
  /**
   * The hop that starts, or null if no rule concerns it.
   *
   * @param a of HTTP/1 the connection, of HTTP/2 the request
   * @param b of HTTP/1 the request, of HTTP/2 its headers
   * @param c of HTTP/1 the headers, of HTTP/2 the stream
   */
  static @Nullable Exchange start(
      Guard guard, Internals helidon, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    Object request = helidon.isRequest(a) ? a : b;
    Object resource = helidon.isRequest(a) ? c : a;
    if (request == null || resource == null) {
      return null;
    }
    Object uri = helidon.uri(request);
    return guard.concerns(
            helidon.host(uri), helidon.port(uri), helidon.target(uri), helidon.hostHeader(request))
        ? new Exchange(guard, helidon, request, resource)
        : null;
  }

  /** Judges; returns if the request may leave, and gives its connection or stream back if not. */
  void check(Body body) throws BlockedRequestException {
    try {
      judge(body);
    } catch (BlockedRequestException e) {
      release(e);
      throw e;
    }
  }

  /** Whatever comes of it, the request stays blocked and its thread as interrupted as it was. */
  private void release(BlockedRequestException blocked) {
    boolean isInterrupted = Thread.interrupted(); // some versions would swallow it
    try {
      helidon.release(resource);
    } catch (RuntimeException | Error e) {
      blocked.addSuppressed(e);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A fault before there was anything to judge. */
  void fault(Throwable error) throws BlockedRequestException {
    guard.fault(HelidonHooks.CLIENT, helidon.place(request), error);
  }

  private void judge(Body body) throws BlockedRequestException {
    try {
      List<Header> headers = helidon.headers(request);
      guard.check(
          new OutboundRequest(
              helidon.method(request),
              helidon.place(request).url(),
              headers,
              body == Body.NONE && isExpecting(headers) ? bodyToFollow() : body,
              HelidonHooks.CLIENT));
    } catch (RuntimeException | Error e) {
      fault(e);
    }
  }

  /**
   * Where a server redirects a stream before its body, Helidon asks the next server with a request
   * that has none, and writes the body behind it.
   */
  private static Body bodyToFollow() {
    Body streamed = HeldStream.onThisThread();
    return streamed == null ? new Body.NotHeld(Reason.DUPLEX) : streamed;
  }

  private static boolean isExpecting(List<Header> headers) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Expect")
          && header.value().equalsIgnoreCase("100-continue")) {
        return true;
      }
    }
    return false;
  }
}
