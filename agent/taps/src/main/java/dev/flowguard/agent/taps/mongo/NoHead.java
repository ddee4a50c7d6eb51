package dev.flowguard.agent.taps.mongo;

import dev.flowguard.agent.spi.MessageHead;
import org.jspecify.annotations.Nullable;

/** Documents have no headers. */
enum NoHead implements MessageHead {
  INSTANCE;

  @Override
  public @Nullable String header(String name) {
    return null;
  }
}
