package dev.flowguard.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.detect.Unit;
import dev.flowguard.rules.policy.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private final Attempts attempts = new Attempts();

  private static Event event(String uid, long at, String fingerprint) {
    return new Event(
        Event.Kind.VIOLATION,
        new Event.Id(uid, at, at),
        new Event.PolicyRef("r", List.of(), Severity.HIGH, "p", 1, "h"),
        new Event.Destination("pay", "pay.example", "/v1", "POST", "okhttp", Via.GATE),
        new Event.Match(
            "chat",
            "provenance",
            List.of("form"),
            "",
            9,
            Unit.CHARS,
            fingerprint,
            null,
            -1,
            List.of()),
        new Event.Result(Ruling.BLOCK, Outcome.BLOCKED, 0, "complete"),
        new Event.Sender(List.of("a.B.c:1"), null));
  }

  @Test
  void attemptsOfOneRequestNameTheFirstAndTheirNumber() {
    Event first = attempts.mark(event("1", 1_000, "x"));
    Event second = attempts.mark(event("2", 2_000, "x"));
    Event third = attempts.mark(event("3", 11_000, "x"));

    assertThat(OcsfJson.of(first)).doesNotContain("retry_of", "attempt");
    assertThat(OcsfJson.of(second)).contains("\"retry_of\":\"1\",\"attempt\":2");
    assertThat(OcsfJson.of(third)).contains("\"retry_of\":\"1\",\"attempt\":3");
    assertThat(third.key()).isEqualTo(first.key());
  }

  @Test
  void otherContentAndLaterRequestsAreNotRetries() {
    attempts.mark(event("1", 1_000, "x"));

    assertThat(attempts.mark(event("2", 1_500, "y")).id().retryOf()).isNull();
    assertThat(attempts.mark(event("3", 20_000, "x")).id().retryOf()).isNull();
  }

  @Test
  void onlySoManyAreRemembered() {
    for (int i = 0; i < 5_000; i++) {
      attempts.mark(event("a" + i, 1_000, "x" + i));
    }

    assertThat(attempts.mark(event("b", 1_001, "x0")).id().retryOf()).isNull();
    assertThat(attempts.mark(event("c", 1_001, "x4999")).id().retryOf()).isEqualTo("a4999");
  }
}
