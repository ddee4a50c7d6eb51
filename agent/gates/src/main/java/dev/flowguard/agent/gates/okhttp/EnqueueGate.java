package dev.flowguard.agent.gates.okhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.spi.OriginMaps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import okhttp3.Call;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Where an asynchronous call is handed over: notes who started it. */
public final class EnqueueGate implements Gate {
  private static final WeakIdentityMap<Object, Origin> ORIGINS = OriginMaps.create();

  private final Guard guard;

  public EnqueueGate(Guard guard) {
    this.guard = guard;
  }

  /** Who enqueued this call; null if nobody did, and it runs on its caller's thread. */
  static @Nullable Origin of(Call call) {
    return ORIGINS.get(call);
  }

  @Override
  public void enter(
      @Nullable Object self,
      @Nullable Object callback,
      @Nullable Object none,
      @Nullable Object unused) {
    if (self instanceof Call call) {
      HttpUrl url = call.request().url();
      String host = call.request().header("Host");
      if (guard.concerns(url.host(), url.port(), url.toString(), host)) {
        ORIGINS.put(call, Origin.here());
      }
    }
  }
}
