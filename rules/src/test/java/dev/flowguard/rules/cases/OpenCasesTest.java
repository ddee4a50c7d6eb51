package dev.flowguard.rules.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.Policy;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The policy of Mirage Studio over 114 requests with the verdict that each deserves. */
class OpenCasesTest {
  private static CaseRun run = new CaseRun(List.of());

  @BeforeAll
  static void judgeAll() throws Exception {
    run = judge();
    System.out.println("recall by difficulty: " + run.recall() + ", apart: " + run.apart());
  }

  /** With fingerprints under another key each time. */
  private static CaseRun judge() throws Exception {
    return CaseRun.of(OpenCases.read(), CaseFile.CapturedFile.EMPTY, Policy.builtIn());
  }

  @Test
  void blocksNoLegitimateRequest() {
    assertThat(run.results()).hasSize(114);
    assertThat(run.results())
        .filteredOn(CaseRun.Result::isFalseBlock)
        .extracting(result -> result.test().id())
        .isEmpty();
  }

  @Test
  void catchesEveryLeakOfDifficultyOneToFour() {
    assertThat(run.results())
        .filteredOn(
            result ->
                result.test().isScored()
                    && result.test().block()
                    && result.test().difficulty() <= 4
                    && result.differs())
        .extracting(result -> result.test().id())
        .isEmpty();
  }

  @Test
  void decidesTheSameUnderEveryKey() throws Exception {
    for (int i = 0; i < 60; i++) {
      assertThat(judge().results())
          .filteredOn(result -> result.test().isScored() && result.differs())
          .extracting(result -> result.test().id())
          .isEmpty();
    }
  }

  @Test
  void namesTheCategoryThatLeaks() {
    assertThat(run.results())
        .filteredOn(
            result -> result.test().isScored() && result.test().block() && !result.differs())
        .allSatisfy(
            result ->
                assertThat(result.verdict().violations())
                    .as(result.test().id())
                    .extracting(violation -> violation.category())
                    .contains(result.test().category()));
  }
}
