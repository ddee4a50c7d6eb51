package dev.flowguard.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.status.Problems;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LostCapturesTest {
  private final ProtectedContent content = new ProtectedContent();
  private final AtomicLong beside = new AtomicLong();
  private final Problems problems = new Problems();
  private final LostCaptures watch = new LostCaptures(content, beside::get, problems);

  @Test
  void nothingLostIsNoProblem() {
    watch.look(0);
    assertThat(problems.current()).isEmpty();
  }

  @Test
  void aValueLostToAnErrorIsAProblemThatNamesTheError() {
    content.lose(new OutOfMemoryError("about Tom's mortgage"));

    watch.look(0);

    assertThat(problems.current())
        .singleElement()
        .asString()
        .contains("captured values are not known", "java.lang.OutOfMemoryError")
        .doesNotContain("mortgage");
  }

  @Test
  void aValueLostBeforeItCouldBeTakenIsAProblemToo() {
    beside.set(1);
    watch.look(0);
    assertThat(problems.current()).hasSize(1);
  }

  @Test
  void theProblemIsOverWhenNothingWasLostForTenMinutes() {
    long later = TimeUnit.MINUTES.toNanos(10) + 1;
    beside.set(1);
    watch.look(0);
    beside.set(2);
    watch.look(later - 2);
    watch.look(later);
    assertThat(problems.current()).hasSize(1);

    watch.look(2 * later);

    assertThat(problems.current()).isEmpty();
  }
}
