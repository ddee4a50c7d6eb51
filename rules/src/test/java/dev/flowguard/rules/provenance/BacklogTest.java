package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

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
}
