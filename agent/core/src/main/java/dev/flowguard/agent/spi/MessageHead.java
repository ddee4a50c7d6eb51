package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/** The headers of a message. Only asked while {@link Taps#open} runs. */
public interface MessageHead {
  /**
   * The value of a header; null if it is missing. Where there are several, it is the first one, of
   * Kafka the last one.
   *
   * @param name in any case
   */
  @Nullable String header(String name);
}
