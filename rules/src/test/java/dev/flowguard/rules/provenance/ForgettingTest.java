package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What was forgotten does not come back, whatever else goes on. */
class ForgettingTest {
  private static final String CHAT = "chat-conversation";

  private final ProtectedContent content = new ProtectedContent(32 << 20);

  private static String letters(int seed, int length) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private boolean isKnown(String text) {
    Leaf leaf = new Leaf.Text(Location.of(Location.Kind.BODY), Layers.NONE, text, false);
    return !content
        .match(
            new Payload(List.of(leaf), Inspection.COMPLETE),
            Thresholds.STRUCTURED,
            Set.of(),
            OwnWords.NONE)
        .isEmpty();
  }

  @Test
  void aValueThatWaitsDoesNotAppearAfterItsDocumentOrOwnerWasForgotten() {
    AtomicBoolean may = new AtomicBoolean();
    content.mayCaptureHere(may::get);
    content.capture(CHAT, "chat", letters(1, 100), null, "document");
    content.capture(CHAT, "chat", letters(2, 100), "owner", null);
    content.capture(CHAT, "chat", letters(3, 100), "another", "one");

    assertThat(content.forget("document")).as("not known yet").isEqualTo(-1);
    assertThat(content.forgetOwner("owner")).isEqualTo(-1);
    content.capture(CHAT, "chat", letters(4, 100), "owner", "document");
    may.set(true);
    content.workOff();

    assertThat(isKnown(letters(1, 100))).isFalse();
    assertThat(isKnown(letters(2, 100))).isFalse();
    assertThat(isKnown(letters(3, 100))).isTrue();
    assertThat(isKnown(letters(4, 100))).as("captured afterwards").isTrue();
  }

  @Test
  void valuesThatWaitAreForgottenAndCountedWhereTheyMayBeWorkedOn() {
    content.capture(CHAT, "chat", letters(1, 40_000), null, "document");
    assertThat(content.isWaiting()).isTrue();

    assertThat(content.forget("document")).isOne();

    assertThat(isKnown(letters(1, 40_000).substring(0, 500))).isFalse();
  }

  /** It is tried again after the call to forget. */
  @Test
  void aValueForWhichThereWasNoMemoryDoesNotAppearAfterItsDocumentWasForgotten() {
    AtomicBoolean isShort = new AtomicBoolean(true);
    Predicate<String> hosts =
        host -> {
          if (isShort.get()) {
            throw new OutOfMemoryError("planned");
          }
          return false;
        };
    content.ownHosts(hosts);
    String link = "https://files.example/" + letters(1, 60) + " and " + letters(2, 60);
    content.capture(CHAT, "chat", link, null, "document");
    content.settle();
    assertThat(content.hasPostponed()).isTrue();

    content.forget("document");
    isShort.set(false);
    content.workOff();

    assertThat(content.hasPostponed()).isFalse();
    assertThat(isKnown(letters(2, 60))).isFalse();
    assertThat(content.stats().documents()).isZero();
  }

  /** Each document is captured by one thread and forgotten by another. */
  @Test
  void aDocumentIsForgottenWhileOthersAreCaptured() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < 6; t++) {
        int thread = t;
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 150; i++) {
                    int number = thread * 1_000 + i;
                    // Every fifth waits.
                    content.capture(
                        CHAT,
                        "chat-" + thread % 2,
                        letters(number, i % 5 == 0 ? 20_000 : 80),
                        "owner-" + thread,
                        "d" + number);
                    if (i % 3 == 0) {
                      content.forget("d" + number);
                      assertThat(isKnown(letters(number, 80))).as("forgotten").isFalse();
                    }
                    if (i == 149) {
                      content.forgetOwner("owner-" + thread);
                    }
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(content.stats().documents()).isZero();
    assertThat(content.remembered()).allMatch(each -> each.values() == 0 && each.bytes() == 0);
  }

  /** Wherever the stack ends, within a capture or a call to forget. */
  @Test
  void anEndOfTheStackLeavesNothingInconsistent() {
    for (int round = 0; round < 300; round++) {
      int number = round;
      atTheEndOfTheStack(
          round * 7,
          () -> {
            content.capture(CHAT, "chat", letters(number % 40, 120), null, "d" + number % 40);
            if (number % 5 == 0) {
              content.forget("d" + number % 11);
            }
          });
    }
    content.workOff();
    for (int i = 0; i < 40; i++) {
      content.capture(CHAT, "chat", letters(i, 120), null, "d" + i);
      assertThat(isKnown(letters(i, 120))).isTrue();
    }
    assertThat(content.stats().documents()).isEqualTo(40);

    for (int i = 0; i < 40; i++) {
      content.forget("d" + i);
      assertThat(isKnown(letters(i, 120))).isFalse();
    }

    assertThat(content.remembered()).allMatch(each -> each.values() == 0 && each.bytes() == 0);
  }

  private static void atTheEndOfTheStack(int left, Runnable run) {
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                descend(left, run);
              } catch (StackOverflowError e) {
                // as planned
              }
            },
            "small-stack",
            256 << 10);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Goes down until the stack ends, comes back by so many calls, and runs. */
  private static int descend(int left, Runnable run) {
    int above;
    try {
      above = descend(left, run);
    } catch (StackOverflowError e) {
      above = 0;
    }
    if (above == left) {
      run.run();
    }
    return above + 1;
  }
}
