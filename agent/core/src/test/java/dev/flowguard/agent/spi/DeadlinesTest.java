package dev.flowguard.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  /** Takes what is handed over, with the thread that did. */
  private final BlockingQueue<Runnable> handed = new LinkedBlockingQueue<>();

  private final List<String> threads = new ArrayList<>();
  private final Executor tasks =
      task -> {
        synchronized (threads) {
          threads.add(Thread.currentThread().getName());
        }
        handed.add(task);
      };
  private final Deadlines deadlines = new Deadlines(tasks);

  @Test
  void handsOverWhatIsDueInTheOrderInWhichItBeganAndRunsNoneOfIt() throws Exception {
    List<Integer> ran = new ArrayList<>();
    Deadlines.Span span = deadlines.of(30);
    for (int i = 0; i < 3; i++) {
      int number = i;
      span.begin(() -> ran.add(number));
    }

    List<Runnable> due = List.of(take(), take(), take());
    assertThat(ran).isEmpty();
    due.forEach(Runnable::run);
    assertThat(ran).containsExactly(0, 1, 2);
    assertThat(threads).containsOnly("flowguard-timer");
  }

  @Test
  void whatWasEndedIsNeverDue() throws Exception {
    Deadlines.Span span = deadlines.of(30);
    Deadlines.Deadline first = span.begin(() -> {});
    Deadlines.Deadline middle = span.begin(() -> {});
    Deadlines.Deadline last = span.begin(() -> {});
    first.end();
    middle.end();
    middle.end();
    last.end();
    Runnable next = () -> {};
    span.begin(next);

    assertThat(take()).isSameAs(next);
    assertThat(handed).isEmpty();
    assertThat(first.isOver()).isTrue();
  }

  @Test
  void deadlinesOfSeveralLengthsDoNotWaitForOneAnother() throws Exception {
    Runnable late = () -> {};
    Runnable soon = () -> {};
    deadlines.of(3_600_000).begin(late);
    deadlines.of(10).begin(soon);

    assertThat(take()).isSameAs(soon);
    assertThat(handed).isEmpty();
  }

  @Test
  void whatCannotBeHandedOverIsTriedAgain() throws Exception {
    AtomicInteger refused = new AtomicInteger();
    Deadlines scarce =
        new Deadlines(
            task -> {
              if (refused.getAndIncrement() < 2) {
                throw new OutOfMemoryError("of the test");
              }
              handed.add(task);
            });
    Runnable first = () -> {};
    Runnable second = () -> {};
    Deadlines.Span span = scarce.of(10);
    span.begin(first);
    span.begin(second);

    assertThat(take()).isSameAs(first);
    assertThat(take()).isSameAs(second);
  }

  private Runnable take() throws InterruptedException {
    Runnable task = handed.poll(30, TimeUnit.SECONDS);
    assertThat(task).as("what is due").isNotNull();
    return task;
  }
}
