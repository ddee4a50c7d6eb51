package dev.flowguard.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.status.Problems;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SupervisorTest {
  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Test
  void aWatchThatDoesNotComeBackIsAProblemUntilItDoes() throws Exception {
    Problems problems = new Problems();
    CountDownLatch stalled = new CountDownLatch(1);
    AtomicInteger looks = new AtomicInteger();
    WatchThread watch =
        new WatchThread(
            "stalling",
            List.of(
                () -> {
                  if (looks.incrementAndGet() == 1) {
                    stalled.await();
                  }
                }),
            (where, fault) -> {});
    watch.start();
    new Supervisor(List.of(watch), problems, () -> {}, 5_000, 20).start();

    eventually(() -> !problems.current().isEmpty());
    assertThat(problems.current())
        .singleElement()
        .asString()
        .startsWith("the thread stalling has not come back for more than 5 seconds");

    stalled.countDown();
    eventually(() -> problems.current().isEmpty());
  }

  @Test
  void aLookThatThrowsDoesNotKeepTheOthersFromTheirs() throws Exception {
    AtomicInteger faults = new AtomicInteger();
    AtomicInteger looks = new AtomicInteger();
    WatchThread watch =
        new WatchThread(
            "throwing",
            List.of(
                () -> {
                  throw new StackOverflowError();
                },
                looks::incrementAndGet),
            (where, fault) -> faults.incrementAndGet());
    watch.start();
    watch.wake();

    eventually(() -> looks.get() > 1 && faults.get() > 1);
  }
}
