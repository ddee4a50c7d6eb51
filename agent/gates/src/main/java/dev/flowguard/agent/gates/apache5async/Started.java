package dev.flowguard.agent.gates.apache5async;

import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.spi.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/**
 * Who started a call, and on which thread: the threads of connections do nothing but their own
 * work, and must not be interrupted.
 */
record Started(Origin origin, long thread, @Nullable String call) {
  /** By the context that goes with a call from its caller to the connection. */
  private static final WeakIdentityMap<Object, Started> BY_CONTEXT =
      new WeakIdentityMap<>(lost -> {});

  static Started here() {
    return here(null);
  }

  private static Started here(@Nullable String call) {
    return new Started(Origin.hereNamed(), Thread.currentThread().getId(), call);
  }

  /** The first to say so for a call is right; hops and retries come from other threads. */
  static void note(Object context, String call) {
    Started known = BY_CONTEXT.get(context);
    if (known == null || !call.equals(known.call())) {
      BY_CONTEXT.put(context, here(call));
    }
  }

  static @Nullable Started of(Object context) {
    return BY_CONTEXT.get(context);
  }

  /** True on the thread that started it. */
  boolean isHere() {
    return Thread.currentThread().getId() == thread;
  }
}
