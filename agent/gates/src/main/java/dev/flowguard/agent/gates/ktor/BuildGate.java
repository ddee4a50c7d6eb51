package dev.flowguard.agent.gates.ktor;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import io.ktor.client.request.HttpRequestData;
import io.ktor.http.Url;
import org.jspecify.annotations.Nullable;

/** Where a request is complete, in the coroutine that sends it: notes who does. */
public final class BuildGate implements Gate {
  private final Guard guard;

  public BuildGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public @Nullable Object filter(@Nullable Object builder, @Nullable Object built) {
    if (built instanceof HttpRequestData request) {
      Url url = request.getUrl();
      RequestOrigins.note(guard, request, url.getHost(), url.getPort(), url.getEncodedPath());
    }
    return built;
  }
}
