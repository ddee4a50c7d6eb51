package dev.flowguard.sample;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Something that the demo tries.
 *
 * @param what for people, at most 52 characters
 * @param to for people: the recipient
 * @param category of which it must be stopped; null if it must arrive
 */
record Attempt(String what, String to, @Nullable String category, Action action) {
  boolean isLeak() {
    return category != null;
  }

  /** What the user does; returns what came of it. */
  @FunctionalInterface
  interface Action {
    String by(Browser browser) throws IOException, InterruptedException;
  }
}
