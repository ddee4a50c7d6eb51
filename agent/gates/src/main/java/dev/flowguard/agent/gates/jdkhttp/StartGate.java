package dev.flowguard.agent.gates.jdkhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.spi.OriginMaps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import java.net.HttpURLConnection;
import java.net.URI;
import jdk.internal.net.http.HttpRequestImpl;
import org.jspecify.annotations.Nullable;

/**
 * Where the caller hands its request over, all hops of it: notes who started it, because the
 * exchanges run on threads of the client, also for calls that wait.
 */
public final class StartGate implements Gate {
  private static final WeakIdentityMap<Object, Origin> ORIGINS = OriginMaps.create();

  private final Guard guard;

  public StartGate(Guard guard) {
    this.guard = guard;
  }

  /** Who started the exchange; null where no rule concerned the first hop. */
  static @Nullable Origin of(Object exchange) {
    return ORIGINS.get(Internals.multi(exchange));
  }

  /** After a success there is no further hop; what is left in the map is there until collected. */
  static void answered(Object exchange, Object response) {
    int status = Internals.status(response);
    if (status >= HttpURLConnection.HTTP_OK && status < HttpURLConnection.HTTP_MULT_CHOICE) {
      ORIGINS.remove(Internals.multi(exchange));
    }
  }

  @Override
  public void enter(
      @Nullable Object multi,
      @Nullable Object executor,
      @Nullable Object none,
      @Nullable Object unused) {
    if (multi == null) {
      return;
    }
    HttpRequestImpl request = Internals.firstRequest(multi);
    URI uri = request.uri();
    String host = uri.getHost();
    if (host != null
        && guard.concerns(host, uri.getPort(), uri.toString(), Internals.hostHeader(request))) {
      ORIGINS.put(multi, Origin.here());
    }
  }
}
