package dev.flowguard.rules.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StackRoomTest {
  private final AtomicInteger with = new AtomicInteger();
  private final AtomicInteger without = new AtomicInteger();

  @Test
  void thereIsRoomOnAnOrdinaryStack() {
    assertThat(StackRoom.isEnough()).isTrue();
  }

  @Test
  void thereIsNoneWhereTheStackIsAboutToEnd() throws Exception {
    atEachDepth(() -> (StackRoom.isEnough() ? with : without).incrementAndGet());

    assertThat(without).hasPositiveValue();
    assertThat(with).hasPositiveValue();
  }

  /** The error comes from the question, never from what is done after it. */
  @Test
  void whereThereIsEnoughToAddToAQueueAddingDoesNotFail() throws Exception {
    Queue<Integer> queue = new ConcurrentLinkedQueue<>();
    AtomicInteger failed = new AtomicInteger();
    Runnable add =
        () -> {
          StackRoom.requireSome();
          failed.incrementAndGet();
          queue.add(1);
          failed.decrementAndGet();
        };
    add.run(); // what it needs is loaded and linked
    atEachDepth(add);

    assertThat(failed).hasValue(0);
    assertThat(queue).isNotEmpty();
  }

  /** Overflows the stack, and runs this at each depth on the way back, where there is room. */
  private static void atEachDepth(Runnable run) throws InterruptedException {
    Thread thread = new Thread(null, () -> descend(run), "deep", 512 << 10);
    thread.start();
    thread.join();
  }

  private static int descend(Runnable run) {
    int deeper;
    try {
      deeper = descend(run);
    } catch (StackOverflowError e) {
      deeper = 0;
    }
    try {
      run.run();
    } catch (StackOverflowError e) {
      // there is not even room to ask
    }
    return deeper + 1;
  }
}
