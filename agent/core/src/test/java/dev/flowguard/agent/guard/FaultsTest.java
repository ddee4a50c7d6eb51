package dev.flowguard.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.flowguard.agent.status.Problems;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private final Problems problems = new Problems();
  private final Faults faults = new Faults(problems);

  @Test
  void countsEachFaultAndReportsEachKindOnce() {
    faults.note("a judgement", new IllegalStateException("a user's own words"));
    faults.note("a judgement", new IllegalStateException("more of them"));
    faults.note("a judgement", new StackOverflowError());

    assertThat(faults.count()).isEqualTo(3);
    assertThat(problems.current())
        .hasSize(2)
        .allMatch(text -> text.startsWith("a judgement failed with java.lang."))
        .noneMatch(text -> text.contains("words") || text.contains("more of them"));
  }

  @Test
  void reportsLaterWhatCouldNotBeReportedAtOnce() {
    Error silent =
        new Error("without a trace") {
          private static final long serialVersionUID = 1L;
          private boolean isAsked;

          @Override
          public StackTraceElement[] getStackTrace() {
            if (!isAsked) {
              isAsked = true;
              throw new OutOfMemoryError();
            }
            return super.getStackTrace();
          }
        };

    assertThatCode(() -> faults.note("a judgement", silent)).doesNotThrowAnyException();
    assertThat(problems.current()).isEmpty();
    faults.look();

    assertThat(problems.current()).hasSize(1);
  }
}
