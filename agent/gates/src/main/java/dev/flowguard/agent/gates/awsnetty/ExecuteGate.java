package dev.flowguard.agent.gates.awsnetty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.nio.netty.internal.RequestContext;

/** Where an executor asks for a connection, on its caller's thread: notes who executes. */
public final class ExecuteGate implements Gate {
  private final Guard guard;

  public ExecuteGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public @Nullable Object filter(@Nullable Object executor, @Nullable Object value) {
    if (executor != null && value instanceof RequestContext context) {
      SdkHttpRequest request = context.executeRequest().request();
      RequestOrigins.note(guard, executor, request.host(), request.port(), request.encodedPath());
    }
    return value;
  }
}
