package dev.flowguard.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  private final List<String> heard = new ArrayList<>();
  private final Problems problems = new Problems();

  private void listen() {
    problems.listen(
        new Problems.Listener() {
          @Override
          public void appeared(String key, String text) {
            heard.add("+" + key);
          }

          @Override
          public void solved(String key, String text) {
            heard.add("-" + key);
          }
        });
  }

  @Test
  void aProblemIsReportedOnceUntilItsTextChanges() {
    listen();
    problems.report("journal", "cannot be written");
    problems.report("journal", "cannot be written");
    problems.report("journal", "is full");
    assertThat(heard).containsExactly("+journal", "+journal");
    assertThat(problems.current()).containsExactly("is full");
  }

  @Test
  void aSolvedProblemIsReportedAndNoLongerListed() {
    listen();
    problems.report("journal", "is full");
    problems.solved("journal");
    problems.solved("journal");
    assertThat(heard).containsExactly("+journal", "-journal");
    assertThat(problems.current()).isEmpty();
  }

  /** As where there is no memory to record it. */
  private void failToListen() {
    problems.listen(
        new Problems.Listener() {
          @Override
          public void appeared(String key, String text) {
            throw new OutOfMemoryError();
          }

          @Override
          public void solved(String key, String text) {
            throw new OutOfMemoryError();
          }
        });
  }

  @Test
  void aProblemThatTheListenerFailedToTakeIsGivenToItAgain() {
    failToListen();
    problems.report("journal", "is full");
    assertThat(problems.current()).containsExactly("is full");

    listen();
    problems.look();

    assertThat(heard).containsExactly("+journal");
  }

  @Test
  void theEndOfAProblemThatTheListenerFailedToTakeIsGivenToItAgain() {
    listen();
    problems.report("journal", "is full");
    failToListen();
    assertThat(problems.solved("journal")).isTrue();
    assertThat(problems.current()).isEmpty();

    listen();
    problems.look();

    assertThat(heard).containsExactly("+journal", "-journal");
    assertThat(problems.solved("journal")).isFalse();
  }

  @Test
  void problemsFromBeforeTheListenerReachIt() {
    problems.report("jar", "was replaced");
    listen();
    assertThat(heard).containsExactly("+jar");
  }

  @Test
  void problemsBeyondTheBoundAreCounted() {
    for (int i = 0; i < Problems.MOST + 3; i++) {
      problems.report("key" + i, "text");
    }
    assertThat(problems.current())
        .hasSize(Problems.MOST + 1)
        .last()
        .isEqualTo("3 further problems are not listed");
  }
}
