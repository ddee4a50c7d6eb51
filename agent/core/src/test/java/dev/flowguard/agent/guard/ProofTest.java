package dev.flowguard.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.status.Problems;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProofTest {
  private final Problems problems = new Problems();
  private final Faults faults = new Faults(problems);

  @Test
  void isPassedOnceTheRehearsalHasRun() {
    Proof proof = new Proof(() -> {}, faults);
    assertThat(proof.isPassed()).isFalse();

    proof.begin();

    assertThat(proof.await()).isTrue();
    assertThat(proof.isPassed()).isTrue();
    assertThat(problems.current()).isEmpty();
  }

  @Test
  void aFailureIsAProblemAndTheNextRequestTriesAgain() {
    AtomicInteger runs = new AtomicInteger();
    Proof proof =
        new Proof(
            () -> {
              if (runs.incrementAndGet() == 1) {
                throw new ExceptionInInitializerError();
              }
            },
            faults);

    assertThat(proof.await()).isFalse();
    assertThat(problems.current())
        .singleElement()
        .asString()
        .contains("the proof that requests can be judged", "ExceptionInInitializerError");
    assertThat(proof.await()).isTrue();
    assertThat(runs).hasValue(2);
  }

  @Test
  void aRequestThatWaitsForAnAttemptBegunBeforeItTriesOnceMore() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch isWaitedFor = new CountDownLatch(1);
    Proof proof =
        new Proof(
            () -> {
              if (runs.incrementAndGet() == 1) {
                awaitUninterruptibly(isWaitedFor);
                throw new OutOfMemoryError("planned");
              }
            },
            faults);
    proof.begin();
    FutureTask<Boolean> request = new FutureTask<>(proof::await);
    Thread thread = new Thread(request);
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    isWaitedFor.countDown();

    assertThat(request.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(runs).hasValue(2);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isRunOnceHoweverManyWait() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Proof proof = new Proof(runs::incrementAndGet, faults);
    Thread[] waiting = new Thread[8];
    for (int i = 0; i < waiting.length; i++) {
      waiting[i] = new Thread(proof::await);
      waiting[i].start();
    }
    for (Thread each : waiting) {
      each.join();
    }

    assertThat(runs).hasValue(1);
  }

  @Test
  void rehearsesAJudgementABlockAndItsRecord() {
    Proof proof = new Proof(new Rehearsal(), faults);

    assertThat(proof.await()).as("%s", problems.current()).isTrue();
  }

  @Test
  void anInterruptedRequestWaitsAllTheSameAndKeepsItsFlag() {
    Proof proof = new Proof(() -> {}, faults);
    Thread.currentThread().interrupt();

    assertThat(proof.await()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }
}
