package dev.flowguard.agent.gates.apache5async;

import dev.flowguard.agent.gate.Origin;
import dev.flowguard.agent.gate.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/** Who started a call, by the context that goes with it from its caller to the connection. */
final class Origins {
  private static final WeakIdentityMap<Object, Origin> BY_CONTEXT =
      new WeakIdentityMap<>(lost -> {});

  private Origins() {}

  static void here(Object context) {
    BY_CONTEXT.put(context, Origin.here());
  }

  static @Nullable Origin of(Object context) {
    return BY_CONTEXT.get(context);
  }
}
