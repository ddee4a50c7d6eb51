package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.vocabulary.Match;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

class MemoryTest {
  private final Random random = new Random(5);

  @BeforeAll
  static void letJolReadPrivateFields() {
    System.setProperty("jol.magicFieldOffset", "true");
  }

  private String text(int chars) {
    StringBuilder text = new StringBuilder();
    while (text.length() < chars) {
      text.append((char) ('a' + random.nextInt(26)));
      text.append(random.nextInt(6) == 0 ? " " : "");
    }
    return text.toString();
  }

  @Test
  void tellsWhatItHolds() {
    for (int chars : new int[] {40, 120, 200, 2_000, 60_000}) {
      ProtectedContent content = new ProtectedContent(32 << 20);
      for (int i = 0; i < 1_000_000 / chars; i++) {
        content.capture("chat-conversation", "test", text(chars), "owner-" + i, null);
      }
      double counted = content.stats().bytes();

      long held = GraphLayout.parseInstance(content).totalSize();

      System.out.printf(
          "Measured: %.2f bytes held per character of values of %d characters; the guard counts %.2f"
              + " of it%n",
          held / 1e6, chars, counted / held);
      assertThat(counted).as("values of %d", chars).isBetween(0.7 * held, 1.3 * held);
      assertThat(held / 1e6).as("values of %d", chars).isLessThan(most(chars));
    }
  }

  /** A value has 88 bytes beside what its length asks for. */
  private static double most(int chars) {
    return chars > 2_048 ? 1.3 : chars < 200 ? 1.9 + 120.0 / chars : 2.6;
  }

  @Test
  void staysWithinItsBudgetWhateverIsCaptured() {
    long budget = 4 << 20;
    ProtectedContent content = new ProtectedContent(budget);
    for (int i = 0; i < 25_000; i++) {
      content.capture(
          "chat-conversation", "test", text(20 + random.nextInt(400)), "o" + i, "d" + i);
      if (i % 10 == 0) {
        content.capture(
            "personal-identifier", Match.WORDS, "test", "Person Number" + i + " Name", null, null);
        byte[] bytes = new byte[3_000];
        random.nextBytes(bytes);
        content.capture("uploaded-photo", "test", bytes, null, null);
      }
    }

    assertThat(content.stats().evictions()).isPositive();
    assertThat(GraphLayout.parseInstance(content).totalSize()).isLessThan(budget * 13 / 10);
  }
}
