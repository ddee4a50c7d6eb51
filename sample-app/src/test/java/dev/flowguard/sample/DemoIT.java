package dev.flowguard.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoIT {
  private static final Path FOLDER = Path.of(System.getProperty("flowguard.demo.folder"));

  /** A word of each text, document and prompt of the user. */
  private static final String[] CONTENT = {
    "tannery", "convent", "orchestra", "heavy", "kiln", "boathouse", "askia", "lighthouse"
  };

  private static Demo.Result result = new Demo.Result(List.of(), List.of(), List.of());

  @BeforeAll
  static void runTheDemo() throws Exception {
    result = Demo.run(FOLDER);
  }

  @Test
  void legitimateRequestsArriveAsTheyDoWithoutTheGuard() {
    assertThat(result.rows())
        .filteredOn(row -> !row.attempt().isLeak())
        .hasSizeGreaterThanOrEqualTo(12)
        .allSatisfy(row -> assertThat(row.isAsExpected()).as("%s", row).isTrue());
  }

  @Test
  void leaksAreStoppedWithNothingAtTheProcessor() {
    assertThat(result.rows())
        .filteredOn(row -> row.attempt().isLeak())
        .hasSizeGreaterThanOrEqualTo(16)
        .allSatisfy(
            row -> {
              assertThat(row.isAsExpected()).as("%s", row).isTrue();
              assertThat(row.bytes()).isZero();
            });
  }

  @Test
  void eachSourceOfThePolicyHasSeenContent() {
    assertThat(result.isProven()).as("%s", result.doctor()).isTrue();
  }

  @Test
  void eachSourceOfContentHasStoppedALeak() throws Exception {
    assertThat(journal())
        .contains(
            "\"source\":\"http-in POST /api/chat/",
            "\"source\":\"exchange inference.mirage-studio.io/v1/",
            "\"source\":\"exchange inference.mirage-studio.io/images/",
            "\"source\":\"exchange inference.mirage-studio.io/models/",
            "\"source\":\"jdbc chat_message.content",
            "\"source\":\"multipart /api/uploads/",
            "\"source\":\"multipart /api/photos/",
            "\"source\":\"files kb/");
  }

  @Test
  void theServiceDoesNotKnowTheGuard() throws Exception {
    try (JarFile service = new JarFile(System.getProperty("flowguard.demo.app"))) {
      assertThat(service.stream())
          .hasSizeGreaterThan(100)
          .noneMatch(entry -> entry.getName().matches("BOOT-INF/.*flowguard.*"));
    }
  }

  @Test
  void theJournalHoldsARecordOfEachStopAndNoContent() throws Exception {
    long leaks = result.rows().stream().filter(row -> row.attempt().isLeak()).count();
    assertThat(journal().lines().count()).isGreaterThanOrEqualTo(leaks);
    assertThat(journal() + Files.readString(FOLDER.resolve("guarded.log"))).doesNotContain(CONTENT);
  }

  @Test
  void theSecurityDeskReceivesEachLeakWithAGoodSignatureAndNoContent() {
    long leaks = result.rows().stream().filter(row -> row.attempt().isLeak()).count();
    assertThat(result.alerts()).hasSizeGreaterThanOrEqualTo((int) leaks);
    assertThat(result.alerts())
        .allSatisfy(
            alert -> {
              assertThat(alert.isGenuine()).isTrue();
              assertThat(alert.summary()).startsWith("Blocked ");
              assertThat(alert.body()).doesNotContain(CONTENT);
            });
  }

  private static String journal() throws Exception {
    StringBuilder journal = new StringBuilder();
    try (Stream<Path> files = Files.list(FOLDER.resolve("journal"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        journal.append(Files.readString(file));
      }
    }
    return journal.toString();
  }
}
