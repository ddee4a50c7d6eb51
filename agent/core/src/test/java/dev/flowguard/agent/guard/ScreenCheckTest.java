package dev.flowguard.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.status.Problems;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.judge.Screening;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenCheckTest {
  private static final String SECRET =
      "the lighthouse keeper hid both letters under the third stair of the mill";

  private final ProtectedContent content = new ProtectedContent();
  private final Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());
  private final Problems problems = new Problems();
  private final List<Runnable> checks = new ArrayList<>();
  private final ScreenCheck check = new ScreenCheck(checks::add, new Faults(problems));

  private static OutboundRequest request() {
    byte[] body = ("{\"note\":\"" + SECRET + "\"}").getBytes(StandardCharsets.UTF_8);
    return new OutboundRequest(
        "POST", "https://api.stripe.com/v1/customers", List.of(), new Body.Held(body), "test");
  }

  @Test
  void checksOneRequestInAThousandOnAnotherThread() {
    check.judgeBy(judge);
    for (int i = 0; i < 2 * ScreenCheck.EVERY; i++) {
      check.accept(request());
    }

    assertThat(checks).hasSize(2);
  }

  @Test
  void keepsNoBodyThatItsOwnerMayChange() {
    check.judgeBy(judge);
    OutboundRequest request = request();
    for (int i = 0; i < ScreenCheck.EVERY; i++) {
      check.accept(request);
    }
    Arrays.fill(((Body.Held) request.body()).bytes(), (byte) 0);
    checks.forEach(Runnable::run);

    assertThat(problems.current()).isEmpty();
  }

  @Test
  void takesWhatWasCapturedSinceForNoDifference() {
    check.judgeBy(judge);
    for (int i = 0; i < ScreenCheck.EVERY; i++) {
      check.accept(request());
    }
    content.capture("chat-conversation", "test", SECRET, null, null);
    checks.forEach(Runnable::run);

    assertThat(problems.current()).isEmpty();
  }

  /** A screen that lets pass what it must not. */
  private static final class Blind implements Screening {
    private boolean isStopped;

    @Override
    public boolean isMissedByScreen(OutboundRequest request) {
      return !isStopped;
    }

    @Override
    public void stopScreening() {
      isStopped = true;
    }
  }

  @Test
  void reportsADifferenceAndStopsTheScreenForGood() {
    Blind blind = new Blind();
    Blind next = new Blind();
    check.judgeBy(blind);
    for (int i = 0; i < ScreenCheck.EVERY; i++) {
      check.accept(request());
    }
    checks.forEach(Runnable::run);
    check.judgeBy(next); // another policy comes into force

    assertThat(blind.isStopped).isTrue();
    assertThat(next.isStopped).isTrue();
    assertThat(problems.current()).singleElement().asString().contains("screen");
    assertThat(problems.current().toString()).doesNotContain("lighthouse");
  }
}
