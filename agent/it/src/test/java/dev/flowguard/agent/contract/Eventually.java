package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what another thread or process does. */
public final class Eventually {
  private static final int SECONDS = 60;
  private static final long BETWEEN_MILLIS = 20;

  private Eventually() {}

  /** Waits until a condition holds, and fails after a minute. */
  public static void eventually(String what, Callable<Boolean> condition) throws Exception {
    eventually(what, SECONDS, () -> "", condition);
  }

  /**
   * Waits until a condition holds, and fails after a minute.
   *
   * @param output is part of the failure's message
   */
  public static void eventually(String what, Supplier<String> output, Callable<Boolean> condition)
      throws Exception {
    eventually(what, SECONDS, output, condition);
  }

  /** The same, with another limit. */
  public static void eventually(
      String what, int seconds, Supplier<String> output, Callable<Boolean> condition)
      throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waiting for %s; %s", what, output.get()).isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
    }
  }
}
