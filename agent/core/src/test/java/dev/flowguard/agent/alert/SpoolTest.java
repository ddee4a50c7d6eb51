package dev.flowguard.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.AlertKind;
import dev.flowguard.agent.journal.OwnFolder;
import dev.flowguard.rules.policy.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  @TempDir Path root;

  private OwnFolder folder() throws IOException {
    return OwnFolder.open(root.toFile());
  }

  private List<Spool> abandoned() throws IOException {
    List<Spool> spools = new ArrayList<>();
    for (String name : Spool.others(folder())) {
      Spool spool = Spool.adopt(folder(), name);
      if (spool != null) {
        spools.add(spool);
      }
    }
    return spools;
  }

  @Test
  void aFolderThatAnotherProcessHasJustMadeIsLeftToIt() throws Exception {
    Path made = Files.createDirectory(root.resolve("20260101T000000000Z-1"));

    assertThat(abandoned()).isEmpty();
    assertThat(made).isEmptyDirectory();
  }

  @Test
  void aFolderThatWasMadeAndNeverWrittenToIsTakenOver() throws Exception {
    Path made = Files.createDirectory(root.resolve("20260101T000000000Z-1"));
    Files.setLastModifiedTime(made, FileTime.from(Instant.now().minus(Duration.ofHours(1))));

    List<Spool> abandoned = abandoned();
    assertThat(abandoned).hasSize(1);
    abandoned.get(0).remove();
    assertThat(made).doesNotExist();
  }

  @Test
  void whatThisProcessWritesIsNotTakenOver() throws Exception {
    try (Spool own = Spool.create(folder())) {
      own.add("{}");
      own.force();

      assertThat(abandoned()).isEmpty();
    }
  }

  @Test
  void whatWasWrittenAndClosedIsTakenOver() throws Exception {
    try (Spool gone = Spool.create(folder())) {
      gone.add("{}");
    }

    List<Spool> abandoned = abandoned();
    assertThat(abandoned).hasSize(1);
    abandoned.get(0).remove();
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void twoOfOneProcessInOneMomentHaveTheirOwnFolders() throws Exception {
    try (Spool one = Spool.create(folder());
        Spool other = Spool.create(folder())) {
      one.add("{}");
      other.add("{}");
    }

    List<Spool> abandoned = abandoned();
    assertThat(abandoned).hasSize(2);
    for (Spool spool : abandoned) {
      spool.remove();
    }
  }

  private static AlertLine line(int number) {
    return new AlertLine(
        new Alert(
            "id-" + number,
            "key",
            1,
            AlertKind.VIOLATION,
            Severity.HIGH,
            "summary",
            Map.of(),
            "{}",
            null),
        false);
  }

  private static List<String> ids(Spool spool) throws IOException {
    List<String> ids = new ArrayList<>();
    for (Spool.Line line = spool.next(); line != null; line = spool.next()) {
      ids.add(line.line() == null ? "none" : line.line().alert().id());
    }
    return ids;
  }

  @Test
  void whatItReadsOnceItCanReadAgain() throws Exception {
    try (Spool own = Spool.create(folder())) {
      for (int i = 0; i < 3; i++) {
        own.add(line(i).write());
      }
      assertThat(own.next()).as("nothing is safe yet").isNull();
      own.force();
      Spool.Line first = own.next();
      Spool.Line second = own.next();

      assertThat(own.read(second.start(), second.length()).alert().id()).isEqualTo("id-1");
      assertThat(own.read(first.start(), first.length()).alert().id()).isEqualTo("id-0");
      assertThat(ids(own)).containsExactly("id-2");
    }
  }

  @Test
  void aSegmentThatIsMissingIsPassedOver() throws Exception {
    Path left = Files.createDirectory(root.resolve("20260101T000000000Z-1"));
    for (int number : new int[] {0, 2, 7}) {
      Files.writeString(left.resolve("00000" + number + ".jsonl"), line(number).write() + "\n");
    }
    Spool spool = abandoned().get(0);

    assertThat(ids(spool)).containsExactly("id-0", "id-2", "id-7");
    spool.remove();
    assertThat(left).doesNotExist();
  }

  @Test
  void aLineWithoutEndIsPassedOverAndNotKeptInMemory() throws Exception {
    Path left = Files.createDirectory(root.resolve("20260101T000000000Z-1"));
    Files.writeString(
        left.resolve("000000.jsonl"), "x".repeat(3_000_000) + "\n" + line(1).write() + "\n");
    Spool spool = abandoned().get(0);

    assertThat(ids(spool)).contains("none", "id-1").hasSizeLessThan(20);
    spool.remove();
  }

  @Test
  void onlyItsOwnFilesAreRemoved() throws Exception {
    Path left = Files.createDirectory(root.resolve("20260101T000000000Z-1"));
    Files.writeString(left.resolve("000000.jsonl"), line(1).write() + "\n");
    Path other = Files.writeString(left.resolve("data.txt"), "precious");
    Path data = Files.createDirectory(root.resolve("data"));
    Files.writeString(data.resolve("a.txt"), "precious");
    Files.createSymbolicLink(root.resolve("20200101T000000000Z-1"), data);
    Spool spool = Spool.adopt(folder(), "20260101T000000000Z-1");
    ids(spool);

    assertThatThrownBy(spool::remove).hasMessageContaining("data.txt");
    assertThat(other).hasContent("precious");
    spool.close();
    assertThatThrownBy(() -> Spool.adopt(folder(), "20200101T000000000Z-1"))
        .hasMessageContaining("not a folder of this user");
    assertThat(data.resolve("a.txt")).hasContent("precious");
  }

  @Test
  void aSegmentThatIsRemovedFromOutsideIsNotTakenForSafe() throws Exception {
    Spool own = Spool.create(folder());
    own.add(line(1).write());
    try (Stream<Path> files = Files.walk(root)) {
      Files.delete(
          files.filter(each -> each.toString().endsWith(".jsonl")).findFirst().orElseThrow());
    }

    assertThatThrownBy(own::force).hasMessageContaining("removed or changed");
    own.remove();
  }
}
