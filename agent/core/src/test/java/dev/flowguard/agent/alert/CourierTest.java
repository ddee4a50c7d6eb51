package dev.flowguard.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.AlertKind;
import dev.flowguard.rules.policy.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** By a clock of its own: no test waits. */
class CourierTest {
  private static final long MINUTE = 60_000;

  private final List<String> calls = new ArrayList<>();
  private final List<String> delivered = new ArrayList<>();
  private final List<String> setAside = new ArrayList<>();
  private final Set<String> poison = new HashSet<>();
  private final Backlog memory = new Backlog(null, true);
  private boolean isDown;
  private int status = 500;
  private long retryAfter = -1;
  private long now;

  private final Courier courier =
      new Courier(
          this::answer,
          new Intake(MINUTE, 1_000),
          new Backoff(500, MINUTE),
          MINUTE,
          () -> now,
          new Courier.Listener() {
            @Override
            public void delivered() {
              delivered.add(calls.get(calls.size() - 1));
            }

            @Override
            public void failing(String why) {}

            @Override
            public void setAside(Alert alert, String why) {
              setAside.add(alert.id());
            }

            @Override
            public void unreadable(Backlog backlog) {}
          });

  private Webhook.Answer answer(Delivery delivery) {
    calls.add(delivery.id());
    return isDown || poison.contains(delivery.id())
        ? new Webhook.Answer(false, status, "status " + status, retryAfter)
        : new Webhook.Answer(true, 200, "status 200", -1);
  }

  private void add(String id, Severity severity) {
    courier.add(
        memory,
        new AlertLine(
            new Alert(id, id, 1, AlertKind.VIOLATION, severity, id, Map.of(), "{}", null), false));
  }

  private void runFor(long millis) {
    for (long until = now + millis; now < until; now += 100) {
      while (courier.step()) {
        // As long as one is due.
      }
    }
  }

  {
    courier.add(memory);
  }

  @Test
  void inOutagesOfDaysNothingIsSetAsideAndTheReceiverIsNotFlooded() {
    for (int i = 0; i < 20; i++) {
      add("id-" + i, Severity.HIGH);
    }
    isDown = true;
    runFor(24 * 60 * MINUTE);
    assertThat(setAside).isEmpty();
    assertThat(calls).hasSizeBetween(24 * 60, 2 * 24 * 60 + 20);
    isDown = false;
    runFor(MINUTE);

    assertThat(delivered).hasSize(20).doesNotHaveDuplicates();
    assertThat(delivered.subList(1, 20))
        .as("in order, but for the one that was just tried")
        .isSortedAccordingTo(
            (a, b) ->
                Integer.compare(
                    Integer.parseInt(a.substring(3)), Integer.parseInt(b.substring(3))));
  }

  @Test
  void manyThatFailHoldUpNoneThatWouldNot() {
    for (int i = 0; i < 600; i++) {
      add("bad-" + i, Severity.HIGH);
      poison.add("bad-" + i);
    }
    add("good", Severity.HIGH);
    runFor(700 * MINUTE);

    assertThat(delivered).containsExactly("good");
    add("good-2", Severity.HIGH);
    runFor(2 * MINUTE);
    assertThat(delivered).contains("good-2");
  }

  @Test
  void oneThatIsRefusedIsTriedAFewTimesAndOneThatFailsMoreOften() {
    poison.add("bad");
    add("bad", Severity.HIGH);
    add("good", Severity.HIGH);
    status = 422;
    runFor(5 * MINUTE);
    assertThat(calls).filteredOn("bad"::equals).hasSize(Courier.MOST_REFUSALS);
    poison.add("worse");
    add("worse", Severity.HIGH);
    add("fine", Severity.HIGH);
    status = 0;
    runFor(30 * MINUTE);

    assertThat(calls).filteredOn("worse"::equals).hasSize(Courier.MOST_FAILURES + 1);
    assertThat(setAside).containsExactly("bad", "worse");
  }

  @Test
  void oneAlertThatAReceiverAnswersWithALongWaitDoesNotSilenceWhatIsCritical() {
    poison.add("low");
    status = 429;
    retryAfter = Long.MAX_VALUE;
    add("low", Severity.LOW);
    runFor(1_000);
    add("high", Severity.HIGH);
    add("critical", Severity.CRITICAL);
    runFor(2_000);

    assertThat(delivered).startsWith("critical");
    assertThat(delivered).as("it has shown that it takes alerts").contains("high");
  }

  @Test
  void aReceiverThatAsksForAPauseGetsOneOfTenMinutesAtMost() {
    isDown = true;
    status = 503;
    retryAfter = Long.MAX_VALUE;
    add("one", Severity.HIGH);
    runFor(1_000);
    isDown = false;
    runFor(9 * MINUTE);
    assertThat(calls).hasSize(1);
    runFor(2 * MINUTE);
    assertThat(delivered).containsExactly("one");
  }
}
