package dev.flowguard.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoIT {
  private static final Path FOLDER = Path.of(System.getProperty("flowguard.demo.folder"));

  private static List<Demo.Row> rows = List.of();
  private static List<SecurityDesk.Received> alerts = List.of();

  @BeforeAll
  static void runTheDemo() throws Exception {
    Demo.Result result =
        Demo.run(FOLDER, Path.of(System.getProperty("flowguard.agent")).normalize());
    rows = result.rows();
    alerts = result.alerts();
  }

  @Test
  void legitimateRequestsArriveAsTheyDoWithoutTheGuard() {
    assertThat(rows).filteredOn(row -> !row.attempt().leak()).hasSizeGreaterThanOrEqualTo(6);
    assertThat(rows)
        .filteredOn(row -> !row.attempt().leak())
        .allSatisfy(row -> assertThat(row.isAsExpected()).as("%s", row).isTrue());
  }

  @Test
  void leaksAreStoppedWithNothingAtTheProcessor() {
    assertThat(rows).filteredOn(row -> row.attempt().leak()).hasSizeGreaterThanOrEqualTo(10);
    assertThat(rows)
        .filteredOn(row -> row.attempt().leak())
        .allSatisfy(
            row -> {
              assertThat(row.isAsExpected()).as("%s", row).isTrue();
              assertThat(row.bytes()).isZero();
            });
  }

  @Test
  void theJournalHoldsARecordOfEachStopAndNoContent() throws Exception {
    StringBuilder journal = new StringBuilder();
    try (Stream<Path> files = Files.list(FOLDER.resolve("journal"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        journal.append(Files.readString(file));
      }
    }
    long leaks = rows.stream().filter(row -> row.attempt().leak()).count();
    assertThat(journal.toString().lines().count()).isGreaterThanOrEqualTo(leaks);
    assertThat(journal.toString() + Files.readString(FOLDER.resolve("guarded.log")))
        .doesNotContain("convent", "kiln", "boathouse", "saskia", "Saskia", "lighthouse");
  }

  @Test
  void theSecurityDeskIsToldOfEachLeakWithAGoodSignatureAndNoContent() {
    long leaks = rows.stream().filter(row -> row.attempt().leak()).count();
    assertThat(alerts).hasSizeGreaterThanOrEqualTo((int) leaks);
    assertThat(alerts)
        .allSatisfy(
            alert -> {
              assertThat(alert.isGenuine()).isTrue();
              assertThat(alert.summary()).startsWith("Blocked ");
              assertThat(alert.body())
                  .doesNotContain("convent", "kiln", "boathouse", "saskia", "Saskia", "lighthouse");
            });
  }
}
