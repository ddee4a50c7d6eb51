package dev.flowguard.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flowguard.rules.inspection.Inspection.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static List<byte[]> cut(byte[] whole, Random random) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < whole.length; ) {
      int count = Math.min(whole.length - at, random.nextInt(1 + (1 << random.nextInt(15))));
      pieces.add(Arrays.copyOfRange(whole, at, at + count));
      at += count;
    }
    return pieces;
  }

  @ParameterizedTest(name = "a body of {0} bytes that is said to have {1}")
  @CsvSource({
    "0, 0",
    "0, 9",
    "1, 1",
    "4096, 4096",
    "4096, -1",
    "4096, 4095",
    "4096, 4097",
    "4096, 1",
    "300000, 300000",
    "300000, -1",
    "300000, 20",
    "3000000, -1",
    "1000, 99999999"
  })
  void theJudgedBytesAndTheReplayedOnesAreThoseThatWereWritten(int length, long said)
      throws Exception {
    Random random = new Random(length + said);
    byte[] whole = new byte[length];
    random.nextBytes(whole);
    BodyBudget budget = new BodyBudget(1L << 40);
    HeldBody held = held(budget, said);
    List<Integer> sizes = new ArrayList<>();
    for (byte[] piece : cut(whole, random)) {
      sizes.add(piece.length);
      write(held, piece, sizes.size() % 3);
      if (random.nextInt(50) == 0) {
        assertThat(held.bytes()).hasSize(held.length()); // judged before its end
      }
    }
    ByteArrayOutputStream replayed = new ByteArrayOutputStream();
    List<Integer> replayedSizes = new ArrayList<>();
    held.replay(
        new OutputStream() {
          @Override
          public void write(int b) {
            replayedSizes.add(1);
            replayed.write(b);
          }

          @Override
          public void write(byte[] bytes, int offset, int count) {
            replayedSizes.add(count);
            replayed.write(bytes, offset, count);
          }
        });

    assertThat(held.bytes()).isEqualTo(whole);
    assertThat(replayed.toByteArray()).isEqualTo(whole);
    assertThat(replayedSizes).isEqualTo(sizes);
    held.release();
    assertThat(budget.held()).isZero();
  }

  /** In one of the three ways in which bytes come. */
  private static void write(HeldBody held, byte[] piece, int way) throws IOException {
    if (way == 0) {
      assertThat(held.write(piece, 0, piece.length)).isNull();
      return;
    }
    ByteBuffer buffer = ByteBuffer.wrap(piece);
    if (way == 1) {
      assertThat(held.write(buffer)).isNull();
      assertThat(buffer.remaining()).isEqualTo(piece.length);
      ByteBuffer last = held.last(piece.length);
      if (last != null) {
        assertThat(last).isEqualTo(buffer);
      }
      return;
    }
    ByteArrayInputStream slow = new ByteArrayInputStream(piece);
    Reason refused =
        held.write((to, at, most) -> slow.read(to, at, Math.min(most, 100)), piece.length);
    assertThat(refused).isNull();
  }

  @Test
  void aBodyOfTheSaidLengthIsJudgedAndReplayedWithoutACopy() throws Exception {
    HeldBody held = held(new BodyBudget(1 << 20), 4_096);
    for (int i = 0; i < 4; i++) {
      assertThat(held.write(new byte[1_024], 0, 1_024)).isNull();
    }
    byte[] judged = held.bytes();
    held.replay(
        new HeldBody.Steps() {
          @Override
          public void write(byte[] bytes, int offset, int length) {
            assertThat(bytes).isSameAs(judged);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });

    assertThat(judged).hasSize(4_096);
    assertThat(held.bytes()).isSameAs(judged);
  }

  @Test
  void takesFromTheBudgetWhatABodyOfTheSaidLengthNeedsAndNoMore() {
    BodyBudget budget = new BodyBudget(1 << 20);
    HeldBody held = held(budget, 70_001);
    held.write(new byte[10], 0, 10);

    assertThat(budget.held()).isEqualTo(70_001);
  }

  @Test
  void whatWasJudgedIsNotChangedByWhatIsWrittenLater() {
    HeldBody held = held(new BodyBudget(1 << 20), -1);
    held.write(new byte[] {1, 2}, 0, 2);
    byte[] judged = held.bytes();
    held.write(new byte[] {3, 4}, 0, 2);

    assertThat(judged).containsExactly(1, 2);
    assertThat(held.bytes()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aSourceThatEndsTooEarlyLeavesWhatItGave() throws Exception {
    HeldBody held = held(new BodyBudget(1 << 20), 8);
    ByteArrayInputStream three = new ByteArrayInputStream(new byte[] {7, 8, 9});

    assertThatThrownBy(() -> held.write(three::read, 8)).isInstanceOf(EOFException.class);
    ByteArrayOutputStream replayed = new ByteArrayOutputStream();
    held.replay(replayed);
    assertThat(replayed.toByteArray()).containsExactly(7, 8, 9);
  }

  private static HeldBody held(BodyBudget budget) {
    return held(budget, -1);
  }

  private static HeldBody held(BodyBudget budget, long length) {
    return new HeldBody(budget, DEADLINES.of(50), length);
  }
}
