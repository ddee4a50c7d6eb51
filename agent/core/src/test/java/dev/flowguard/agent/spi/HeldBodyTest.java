package dev.flowguard.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.inspection.Inspection.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeldBodyTest {
  private static final Deadlines DEADLINES = new Deadlines(ForkJoinPool.commonPool());

  @Test
  void countsTheRecordOfSmallStepsAgainstTheBudget() {
    HeldBody held = held(new BodyBudget(3_000));
    int written = 0;
    while (held.write(new byte[1], 0, 1) == null) {
      written++;
    }

    assertThat(written).as("bytes, of which each takes four more").isBetween(200, 1_024);
  }

  @Test
  void replaysTheStepsAsTheyCame() throws Exception {
    HeldBody held = held(new BodyBudget(1 << 20));
    held.write(new byte[] {1, 2, 3}, 1, 2);
    held.flush();
    held.write(new byte[] {4}, 0, 1);
    held.close();
    List<String> steps = new ArrayList<>();
    held.replay(
        new HeldBody.Steps() {
          @Override
          public void write(byte[] bytes, int offset, int length) {
            steps.add("write " + bytes[offset] + " +" + length);
          }

          @Override
          public void flush() {
            steps.add("flush");
          }

          @Override
          public void close() {
            steps.add("close");
          }
        });

    assertThat(steps).containsExactly("write 2 +2", "flush", "write 4 +1", "close");
    assertThat(held.bytes()).containsExactly(2, 3, 4);
  }

  @Test
  void refusesWhatIsTooLargeForOneBodyAndKeepsWhatItHas() {
    HeldBody held = held(new BodyBudget(1L << 40));
    byte[] half = new byte[HeldBody.MAX_BYTES / 2 + 1];

    assertThat(held.write(half, 0, half.length)).isNull();
    assertThat(held.write(half, 0, half.length)).isEqualTo(Reason.TOO_LARGE);
    assertThat(held.length()).isEqualTo(half.length);
  }

  @Test
  void sharesOneBudgetAndGivesItBack() {
    BodyBudget budget = new BodyBudget(4_096);
    HeldBody first = held(budget);
    HeldBody second = held(budget);

    assertThat(first.write(new byte[3_000], 0, 3_000)).isNull();
    assertThat(second.write(new byte[2_000], 0, 2_000)).isEqualTo(Reason.MEMORY);
    first.release();
    first.release();
    assertThat(budget.held()).isZero();
    assertThat(second.write(new byte[2_000], 0, 2_000)).isNull();
  }

  @Test
  void aBodyThatIsNotWholeInTimeIsStalledAndSaysSoOnce() throws Exception {
    HeldBody held = held(new BodyBudget(1 << 20));
    CountDownLatch stalled = new CountDownLatch(1);
    held.expectWhole(stalled::countDown);

    assertThat(held.isStalled()).isFalse();
    assertThat(stalled.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(held.isStalled()).isTrue();
    assertThat(held.write(new byte[1], 0, 1)).isEqualTo(Reason.STALLED);
    held.release();
    assertThat(held.isStalled()).as("of the next body").isFalse();
  }

  private static HeldBody held(BodyBudget budget) {
    return new HeldBody(budget, DEADLINES.of(50));
  }
}
