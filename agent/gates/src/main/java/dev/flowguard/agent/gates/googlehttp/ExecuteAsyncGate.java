package dev.flowguard.agent.gates.googlehttp;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import org.jspecify.annotations.Nullable;

/** Where a request is handed to an executor: notes who does. */
public final class ExecuteAsyncGate implements Gate {
  private final Guard guard;

  public ExecuteAsyncGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void enter(
      @Nullable Object self,
      @Nullable Object executor,
      @Nullable Object none,
      @Nullable Object unused) {
    if (self instanceof HttpRequest request) {
      GenericUrl url = request.getUrl();
      RequestOrigins.note(guard, request, url.getHost(), url.getPort(), url.buildRelativeUrl());
    }
  }
}
