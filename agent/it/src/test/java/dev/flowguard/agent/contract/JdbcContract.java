package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every JDBC driver with a tap must do. */
abstract class JdbcContract extends DatabaseContract {
  @Override
  final String program() {
    return JdbcProgram.class.getName();
  }

  @Override
  final List<Path> sources() {
    return List.of();
  }

  @Override
  final List<String> getters() {
    return JdbcProgram.GETTERS;
  }

  @Test
  void stopsThePartThatWasReadOfALongText() {
    assertStopped("half");
  }

  @Test
  void stopsWhatIsReadAfterTheTransactionHasFailed() {
    assertStopped("transaction");
  }

  @Test
  void leavesTheApplicationItsAnswerWhetherAValueWasNull() {
    assertStopped("null owner");
  }
}
