package dev.flowguard.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StackRoomTest {
  @Test
  void thereIsRoomOnAnOrdinaryStack() {
    assertThat(StackRoom.isEnough()).isTrue();
  }

  @Test
  void thereIsNoneWhereTheStackIsAboutToEnd() throws Exception {
    AtomicInteger without = new AtomicInteger();
    AtomicInteger with = new AtomicInteger();
    Thread thread = new Thread(null, () -> descend(0, without, with), "deep", 512 << 10);
    thread.start();
    thread.join();

    assertThat(without).hasPositiveValue();
    assertThat(with).hasPositiveValue();
  }

  /** Overflows the stack, and looks at each depth on the way back. */
  private static int descend(int depth, AtomicInteger without, AtomicInteger with) {
    int deeper;
    try {
      deeper = descend(depth + 1, without, with);
    } catch (StackOverflowError e) {
      deeper = 0;
    }
    try {
      (StackRoom.isEnough() ? with : without).incrementAndGet();
    } catch (StackOverflowError e) {
      deeper++; // there is not even room to ask
    }
    return deeper;
  }
}
