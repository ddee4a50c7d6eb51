package dev.flowguard.agent.gates.apache4async;

import dev.flowguard.agent.gates.apache4.Place;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.impl.nio.DefaultNHttpClientConnection;
import org.apache.http.nio.reactor.ssl.SSLIOSession;
import org.jspecify.annotations.Nullable;

/** Where a connection is given a request, and would write its head. */
public final class SubmitGate implements Gate {
  private final Guard guard;

  public SubmitGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public @Nullable Object answer(
      @Nullable Object self,
      @Nullable Object message,
      @Nullable Object none,
      @Nullable Object unused)
      throws IOException, HttpException {
    if (!(self instanceof DefaultNHttpClientConnection connection)
        || !(message instanceof HttpRequest request)) {
      return null;
    }
    Exchange before = Exchange.of(connection);
    if (before != null && before.isSubmitting()) {
      return null;
    }
    Object handler = Internals.handler(connection.getContext());
    boolean isSecure = connection.getContext().getAttribute(SSLIOSession.SESSION_KEY) != null;
    Place place = Place.of(guard, request, Internals.route(handler), isSecure, connection);
    if (place == null || place.isTunnel()) {
      return null;
    }
    Exchange exchange = new Exchange(guard, request, place, OriginGate.of(handler));
    return begin(connection, exchange, request) ? true : null;
  }

  /** True if the connection is not to write the request itself. */
  private static boolean begin(
      DefaultNHttpClientConnection connection, Exchange exchange, HttpRequest request)
      throws IOException, HttpException {
    if (!(request instanceof HttpEntityEnclosingRequest enclosing)
        || enclosing.getEntity() == null) {
      return !exchange.passes(connection, Body.NONE, false);
    }
    long length = length(request);
    if (enclosing.expectContinue()) {
      exchange.recordAfterHead(connection, length);
      return true;
    }
    if (length > HeldBody.MAX_BYTES) {
      return !exchange.passes(connection, new Body.NotHeld(Reason.TOO_LARGE), true);
    }
    exchange.record(connection, length);
    return true;
  }

  /** What the client's own encoder goes by: chunks come before a length. */
  private static long length(HttpRequest request) {
    var field = request.getFirstHeader("Content-Length");
    if (field == null || request.getFirstHeader("Transfer-Encoding") != null) {
      return -1;
    }
    try {
      return Long.parseLong(field.getValue().trim());
    } catch (NumberFormatException e) {
      return -1; // the client refuses it when the head is written
    }
  }
}
