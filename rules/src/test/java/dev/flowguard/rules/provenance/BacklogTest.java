package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private final AtomicInteger attempts = new AtomicInteger();
  private final Backlog backlog = new Backlog(1_000);

  private void round() {
    backlog.nextRound();
    backlog.retry();
    backlog.drain(Long.MAX_VALUE);
  }

  @Test
  void whatMemoryDidNotSufficeForIsTriedAgain() {
    backlog.add(
        10,
        () -> {
          if (attempts.incrementAndGet() < 3) {
            throw new OutOfMemoryError("planned");
          }
        });

    backlog.drain(Long.MAX_VALUE);
    assertThat(backlog.hasPostponed()).isTrue();
    round();
    assertThat(backlog.hasPostponed()).isTrue();
    round();

    assertThat(backlog.hasPostponed()).isFalse();
    assertThat(attempts).hasValue(3);
    assertThat(backlog.lost()).isZero();
  }

  @Test
  void whatFailsInTenRoundsIsLostAndCounted() {
    backlog.add(
        10,
        () -> {
          attempts.incrementAndGet();
          throw new StackOverflowError("planned");
        });
    backlog.drain(Long.MAX_VALUE);
    for (int i = 0; i < Backlog.MOST_ROUNDS; i++) {
      assertThat(backlog.lost()).isZero();
      round();
    }

    assertThat(backlog.hasPostponed()).isFalse();
    assertThat(backlog.lost()).isOne();
    assertThat(backlog.lastError()).isEqualTo(StackOverflowError.class);
    assertThat(attempts).hasValue(1 + Backlog.MOST_ROUNDS);
  }

  @Test
  void attemptsOfSearchesWearNothingOut() {
    backlog.add(
        10,
        () -> {
          throw new OutOfMemoryError("planned");
        });
    for (int i = 0; i < 100; i++) {
      backlog.retry();
      backlog.drain(Long.MAX_VALUE);
    }

    assertThat(backlog.hasPostponed()).isTrue();
    assertThat(backlog.lost()).isZero();
  }

  @Test
  void whatThrowsAnExceptionIsLostAtOnceAndHoldsNobodyUp() {
    backlog.add(
        10,
        () -> {
          throw new IllegalStateException("planned");
        });
    backlog.add(10, attempts::incrementAndGet);

    assertThat(backlog.drain(Long.MAX_VALUE)).isTrue();

    assertThat(backlog.hasPostponed()).isFalse();
    assertThat(backlog.lost()).isOne();
    assertThat(attempts).hasValue(1);
  }

  @Test
  void whatIsPostponedKeepsItsRoom() {
    backlog.add(
        900,
        () -> {
          throw new OutOfMemoryError("planned");
        });
    backlog.drain(Long.MAX_VALUE);

    assertThat(backlog.add(200, () -> {})).isFalse();
    assertThat(backlog.add(100, () -> {})).isTrue();
  }

  /** Also where another thread is between putting something into the queue and counting it. */
  @Test
  void whatAThreadHandedOverIsDoneWhenItsDrainReturnsWhateverOthersHandOver() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        all.add(threads.submit(this::undoneAfterDrain));
      }
      for (Future<Integer> each : all) {
        assertThat(each.get()).isZero();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(backlog.isWaiting()).isFalse();
  }

  private int undoneAfterDrain() {
    int undone = 0;
    for (int i = 0; i < 50_000; i++) {
      AtomicBoolean isDone = new AtomicBoolean();
      backlog.add(1, () -> isDone.set(true));
      backlog.drain(Long.MAX_VALUE);
      undone += isDone.get() ? 0 : 1;
    }
    return undone;
  }
}
