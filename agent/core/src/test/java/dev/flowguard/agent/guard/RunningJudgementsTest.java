package dev.flowguard.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunningJudgementsTest {
  private static final String SENTENCE = "flowguard: a judgement has been running for ";

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final RunningJudgements running = new RunningJudgements();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread judging = new Thread(this::judgeForLong, "judging");

  @BeforeEach
  void redirect() {
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void putBack() throws Exception {
    System.setErr(before);
    end.countDown();
    judging.join();
  }

  private void judgeForLong() {
    int place = running.enter();
    begun.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.leave(place);
    }
  }

  private void lookIn(long seconds) {
    running.look(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void reportsAJudgementOfMoreThanTenSecondsOnceWithItsStack() throws Exception {
    judging.start();
    begun.await();
    lookIn(5);
    assertThat(printed()).doesNotContain(SENTENCE);

    lookIn(60);
    lookIn(90);

    assertThat(printed()).containsOnlyOnce(SENTENCE).contains("Please report this");
    assertThat(printed()).contains(getClass().getName() + ".judgeForLong:");
  }

  @Test
  void saysNothingOfAJudgementThatHasEnded() throws Exception {
    judging.start();
    begun.await();
    end.countDown();
    judging.join();

    lookIn(60);

    assertThat(printed()).doesNotContain(SENTENCE);
  }

  @Test
  void judgesMoreAtOnceThanItWatches() {
    int[] places = new int[300];
    for (int i = 0; i < places.length; i++) {
      places[i] = running.enter();
    }
    lookIn(60);
    for (int place : places) {
      running.leave(place);
    }

    assertThat(printed()).contains(SENTENCE);
    printed.reset();
    lookIn(120);
    assertThat(printed()).doesNotContain(SENTENCE);
  }
}
