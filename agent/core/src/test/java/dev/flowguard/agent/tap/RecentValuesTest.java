package dev.flowguard.agent.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was captured a moment ago. */
class RecentValuesTest {
  private final RecentValues recent = new RecentValues();

  @Test
  void knowsWhatWasAddedUntilSomethingIsForgotten() {
    long hash = recent.hash("a text", 1);
    assertThat(recent.has(hash)).isFalse();

    recent.add(recent.current(), hash);
    assertThat(recent.has(hash)).isTrue();
    recent.clear();

    assertThat(recent.has(hash)).isFalse();
  }

  @Test
  void doesNotKnowWhatWasForgottenWhileItWasCaptured() {
    long hash = recent.hash("a text", 1);
    RecentValues.Table before = recent.current();

    recent.clear();
    recent.add(before, hash);

    assertThat(recent.has(hash)).isFalse();
  }

  @Test
  void hashesDifferForTextsBytesSourcesAndLengths() {
    Set<Long> hashes = new HashSet<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      hashes.add(recent.hash(text.toString(), 1));
      hashes.add(recent.hash(text.toString(), 2));
      hashes.add(recent.hash(text.toString().getBytes(StandardCharsets.UTF_8), 1));
      text.append(i % 3 == 0 ? '\0' : 'a');
    }

    assertThat(hashes).hasSize(3_000);
  }

  @Test
  void keepsMostOfManyValues() {
    RecentValues.Table table = recent.current();
    int kept = 0;
    for (int i = 0; i < 20_000; i++) {
      recent.add(table, recent.hash("value " + i, 1));
    }
    for (int i = 0; i < 20_000; i++) {
      kept += recent.has(recent.hash("value " + i, 1)) ? 1 : 0;
    }

    assertThat(kept).isGreaterThan(19_900);
  }
}
