package dev.flowguard.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flowguard.agent.status.Problems;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProblemLinesTest {
  private final PrintStream before = System.err;
  private final Problems problems = new Problems();
  private final ProblemLines lines = new ProblemLines(problems);
  private final List<String> printed = new ArrayList<>();
  private boolean hasMemory = true;

  @BeforeEach
  void captureStandardError() {
    System.setErr(
        new PrintStream(OutputStream.nullOutputStream()) {
          @Override
          public void println(String line) {
            if (!hasMemory) {
              throw new OutOfMemoryError();
            }
            printed.add(line);
          }
        });
    problems.report("disk.full", "the disk is full");
  }

  @AfterEach
  void restore() {
    System.setErr(before);
  }

  @Test
  void aProblemIsPrintedOnce() {
    lines.look();
    lines.look();
    assertThat(printed).containsExactly("flowguard: problem: the disk is full");
  }

  @Test
  void aProblemThatThereWasNoMemoryToPrintIsPrintedLater() {
    hasMemory = false;
    assertThatThrownBy(lines::look).isInstanceOf(OutOfMemoryError.class);
    hasMemory = true;

    lines.look();

    assertThat(printed).containsExactly("flowguard: problem: the disk is full");
  }

  @Test
  void aProblemThatComesAgainIsPrintedAgain() {
    lines.look();
    problems.solved("disk.full");
    lines.look();
    problems.report("disk.full", "the disk is full");
    lines.look();
    assertThat(printed).hasSize(2);
  }
}
