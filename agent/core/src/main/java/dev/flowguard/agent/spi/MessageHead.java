package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/** The headers of a message. Only asked while {@link Taps#open} runs. */
public interface MessageHead {
  /**
   * The value of a header, the first one where there are several; null if it is missing.
   *
   * @param name in any case
   */
  @Nullable String header(String name);
}
