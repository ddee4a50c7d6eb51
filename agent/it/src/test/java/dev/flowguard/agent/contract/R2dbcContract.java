package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every R2DBC driver with a tap must do. */
abstract class R2dbcContract extends DatabaseContract {
  @Override
  final String program() {
    return "dev.flowguard.agent.contract.R2dbcProgram";
  }

  @Override
  final List<Path> sources() {
    return List.of(Path.of("src/test/drivers/r2dbc"));
  }

  @Override
  final List<String> getters() {
    return List.of("class", "label", "object", "readable", "segment", "filtered", "clob");
  }

  @Test
  void stopsWhatIsReadByALabelOfAStarInAnotherCaseOrThroughABatch() {
    assertStopped("star label", "batch");
  }

  @Test
  void stopsWhatIsWrittenByTheNameOfAParameter() {
    assertStopped("written by name");
  }

  @Test
  void stopsWhatAStatementReturnsThatHasWrittenItIfTheDriverCanAskForThat() {
    assertThat(outcome("returned")).isIn(Leak.STOPPED, OutcomeProgram.UNSUPPORTED);
  }
}
