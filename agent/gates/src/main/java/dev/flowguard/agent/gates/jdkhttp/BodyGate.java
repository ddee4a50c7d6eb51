package dev.flowguard.agent.gates.jdkhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import jdk.internal.net.http.HttpRequestImpl;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection takes the body's publisher out of the request: gets the held one. The request
 * itself stays as the caller made it.
 */
public final class BodyGate implements Gate {
  public BodyGate(Guard guard) {}

  @Override
  public @Nullable Object filter(@Nullable Object request, @Nullable Object publisher) {
    Held held = request instanceof HttpRequestImpl owner ? Held.of(owner) : null;
    return held == null ? publisher : held.publisher();
  }
}
