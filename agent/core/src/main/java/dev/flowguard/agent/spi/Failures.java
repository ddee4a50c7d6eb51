package dev.flowguard.agent.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Failures of the application that are kept, and end a client's step later. */
public final class Failures {
  private Failures() {}

  /**
   * Throws a failure as it is; does nothing without one.
   *
   * @param failure an {@link IOException} or unchecked, as writing a body ends in; or null
   */
  public static void throwAgain(@Nullable Throwable failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
  }
}
