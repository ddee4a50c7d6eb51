package dev.flowguard.rules.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OddsTest {
  private static final int KIND = Odds.kind("/v1/customers");

  private final Odds odds = new Odds();

  /** Looks at requests that are all clean or all not, and counts the looks. */
  private int looks(int requests, boolean areClean) {
    int looks = 0;
    for (int i = 0; i < requests; i++) {
      if (odds.areGood(KIND)) {
        looks++;
        odds.count(KIND, areClean);
      }
    }
    return looks;
  }

  @Test
  void cleanRequestsAreAllLookedAt() {
    assertThat(looks(1_000, true)).isEqualTo(1_000);
  }

  @Test
  void ofRequestsThatAreNeverCleanOneInSixteenIsLookedAt() {
    looks(20, false);

    assertThat(looks(1_600, false)).isEqualTo(100);
  }

  @Test
  void requestsThatAreCleanAgainAreSoonAllLookedAt() {
    looks(1_000, false);
    looks(10 * Odds.SAMPLE, true);

    assertThat(looks(100, true)).isEqualTo(100);
  }

  @Test
  void aFewDoubtsChangeNothing() {
    looks(100, true);
    looks(3, false);

    assertThat(odds.areGood(KIND)).isTrue();
  }

  @Test
  void otherPathsHaveOddsOfTheirOwn() {
    looks(1_000, false);

    assertThat(odds.areGood(Odds.kind("/v1/payment_intents"))).isTrue();
  }

  @Test
  void idsInAPathMakeNoOtherKind() {
    assertThat(Odds.kind("/v1/customers/cus_4Nff/sources"))
        .isEqualTo(Odds.kind("/v1/customers/cus_9s6X/sources"));
    assertThat(Odds.kind("/v1/customers")).isNotEqualTo(Odds.kind("/v2/customers"));
  }
}
