package dev.flowguard.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final PrintStream before = System.err;
  private final CountDownLatch read = new CountDownLatch(1);
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @AfterEach
  void putBack() {
    read.countDown();
    System.setErr(before);
  }

  /** A pipe that nobody reads, until somebody does. */
  private final class Unread extends OutputStream {
    @Override
    public void write(int b) {
      try {
        read.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      synchronized (printed) {
        printed.write(b);
      }
    }
  }

  private String printed() {
    synchronized (printed) {
      return printed.toString(StandardCharsets.UTF_8);
    }
  }

  @Test
  void nobodyWaitsForAStandardErrorThatNobodyReads() throws Exception {
    System.setErr(new PrintStream(new Unread(), true));
    Problems problems = new Problems();
    Console console = new Console(problems);
    console.run("console-of-test");
    for (int i = 0; i < 2_000; i++) {
      console.add("line " + i);
    }

    assertThat(console.dropped()).isBetween(1_499L, 1_500L);
    assertThat(problems.current()).hasSize(1).allMatch(text -> text.contains("takes no lines"));
    read.countDown();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!problems.current().isEmpty()) {
      assertThat(System.nanoTime()).as("still a problem").isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(printed())
        .contains("line 0\n", "line 499\n", console.dropped() + " lines before this were dropped");
  }
}
