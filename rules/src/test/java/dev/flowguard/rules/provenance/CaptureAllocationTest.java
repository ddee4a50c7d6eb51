package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a capture of new values allocates, in a memory that is full, as that of a service is. */
class CaptureAllocationTest {
  private static final int MEMORY = 4 << 20;

  private final Random random = new Random(23);
  private final ProtectedContent content = new ProtectedContent(MEMORY);

  private String[] texts(int chars, int count) {
    String[] texts = new String[count];
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder(chars);
      while (text.length() < chars) {
        text.append(random.nextInt(6) == 0 ? ' ' : (char) ('a' + random.nextInt(26)));
      }
      texts[i] = text.toString();
    }
    return texts;
  }

  private long allocatedBy(String[] texts) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (String text : texts) {
      content.capture("record", "rows", text, null, null);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 2_000, 16_000})
  void atMostTwoBytesAreAllocatedForACapturedCharacter(int chars) {
    while (content.stats().evictions() < 4_000_000 / chars) {
      allocatedBy(texts(chars, 500_000 / chars));
    }
    String[] texts = texts(chars, 3_000_000 / chars);

    double perCharacter = (double) allocatedBy(texts) / chars / texts.length;

    System.out.printf(
        "Measured: %.2f bytes allocated per character of new values of %d characters%n",
        perCharacter, chars);
    assertThat(perCharacter).isLessThanOrEqualTo(2);
  }
}
