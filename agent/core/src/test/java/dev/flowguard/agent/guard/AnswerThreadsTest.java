package dev.flowguard.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerThreadsTest {
  private final LinkedBlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void letAllGoOn() {
    end.countDown();
  }

  @Test
  void manySlowTasksHoldUpNeitherTheNextNorWhoHandsThemOver() throws Exception {
    AnswerThreads answers = new AnswerThreads(AnswerThreads.MOST, faults::add);
    int slow = 200;
    CountDownLatch started = new CountDownLatch(slow);
    Set<String> names = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < slow; i++) {
      answers.execute(
          () -> {
            names.add(Thread.currentThread().getName());
            started.countDown();
            await(end);
          });
    }
    CountDownLatch next = new CountDownLatch(1);
    answers.execute(next::countDown);

    assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(next.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(names).containsOnly("flowguard-answer");
    assertThat(answers.waiting()).isZero();
  }

  @Test
  void aboveTheMostThreadsTasksWaitAndNoneIsLost() throws Exception {
    AnswerThreads answers = new AnswerThreads(2, faults::add);
    CountDownLatch busy = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      answers.execute(
          () -> {
            busy.countDown();
            await(end);
          });
    }
    assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
    CountDownLatch later = new CountDownLatch(50);
    for (int i = 0; i < 50; i++) {
      answers.execute(later::countDown);
    }

    assertThat(answers.waiting()).isEqualTo(50);
    end.countDown();
    assertThat(later.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(answers.waiting()).isZero();
    assertThat(answers.stuckMillis()).isZero();
  }

  @Test
  void saysForHowLongNoneWasTakenThoughSomeWait() throws Exception {
    AnswerThreads answers = new AnswerThreads(1, faults::add);
    CountDownLatch busy = new CountDownLatch(1);
    answers.execute(
        () -> {
          busy.countDown();
          await(end);
        });
    assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
    long before = System.nanoTime();
    answers.execute(() -> {});
    answers.execute(() -> {});
    long wait = 0;
    while (wait == 0 && millisSince(before) < 60_000) {
      wait = answers.stuckMillis();
    }

    assertThat(wait).isBetween(1L, millisSince(before));
  }

  private static long millisSince(long nanoTime) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
  }

  @Test
  void anErrorOfOneTaskIsReportedAndItsInterruptDoesNotReachTheNext() throws Exception {
    AnswerThreads answers = new AnswerThreads(1, faults::add);
    LinkedBlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
    answers.execute(
        () -> {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("of the task");
        });
    answers.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));

    assertThat(faults.poll(60, TimeUnit.SECONDS)).hasMessage("of the task");
    assertThat(interrupted.poll(60, TimeUnit.SECONDS)).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
