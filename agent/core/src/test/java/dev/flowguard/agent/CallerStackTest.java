package dev.flowguard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.event.Caller;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In a package that is not the guard's. */
class CallerStackTest {
  @AfterEach
  void forget() {
    Caller.know(List.of(), List.of());
  }

  @Test
  void theFirstThreeFramesAreShownInnermostFirst() {
    Caller.know(List.of("org.junit", "org.apache.maven"), List.of());

    List<String> two = helper();
    assertThat(two).hasSize(2); // the rest is the test's framework and the JDK
    assertThat(two.get(0)).startsWith(CallerStackTest.class.getName() + ".helper:");
    assertThat(two.get(1))
        .startsWith(
            CallerStackTest.class.getName() + ".theFirstThreeFramesAreShownInnermostFirst:");
    assertThat(deep(9)).hasSize(3).allMatch(frame -> frame.contains("deep:"));
  }

  private static List<String> helper() {
    return Caller.here();
  }

  private static List<String> deep(int more) {
    return more == 0 ? Caller.here() : deep(more - 1);
  }
}
