package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HotFilterTest {
  @Test
  void neverDeniesAGramThatIsKnown() {
    for (int entries : new int[] {1, 1_000, 100_000, 3_000_000}) {
      HotFilter filter = new HotFilter(entries / 2); // smaller than it should be
      new Random(entries).longs(entries).forEach(filter::add);

      assertThat(new Random(entries).longs(entries)).allMatch(filter::mayHave);
    }
  }

  @Test
  void deniesNearlyAllOthersWhereThereIsRoom() {
    HotFilter filter = new HotFilter(300_000);
    new Random(1).longs(300_000).forEach(filter::add);

    long passed = new Random(2).longs(1_000_000).filter(filter::mayHave).count();

    assertThat(passed).isLessThan(20_000);
  }
}
