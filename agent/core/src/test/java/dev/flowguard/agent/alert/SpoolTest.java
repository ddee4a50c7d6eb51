package dev.flowguard.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  @TempDir Path root;

  @Test
  void aFolderThatAnotherProcessHasJustMadeIsLeftToIt() throws Exception {
    Path made = Files.createDirectory(root.resolve("20260101T000000000Z-1"));

    assertThat(Spool.abandoned(root.toFile())).isEmpty();
    assertThat(made).isEmptyDirectory();
  }

  @Test
  void aFolderThatWasMadeAndNeverWrittenToIsTakenOver() throws Exception {
    Path made = Files.createDirectory(root.resolve("20260101T000000000Z-1"));
    Files.setLastModifiedTime(made, FileTime.from(Instant.now().minus(Duration.ofHours(1))));

    List<Spool> abandoned = Spool.abandoned(root.toFile());
    assertThat(abandoned).hasSize(1);
    abandoned.get(0).remove();
    assertThat(made).doesNotExist();
  }

  @Test
  void whatThisProcessWritesIsNotTakenOver() throws Exception {
    try (Spool own = Spool.create(root.toFile())) {
      own.add("{}");
      own.force();

      assertThat(Spool.abandoned(root.toFile())).isEmpty();
    }
  }

  @Test
  void whatWasWrittenAndClosedIsTakenOver() throws Exception {
    try (Spool gone = Spool.create(root.toFile())) {
      gone.add("{}");
    }

    List<Spool> abandoned = Spool.abandoned(root.toFile());
    assertThat(abandoned).hasSize(1);
    abandoned.get(0).remove();
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void twoOfOneProcessInOneMomentHaveTheirOwnFolders() throws Exception {
    try (Spool one = Spool.create(root.toFile());
        Spool other = Spool.create(root.toFile())) {
      one.add("{}");
      other.add("{}");
    }

    List<Spool> abandoned = Spool.abandoned(root.toFile());
    assertThat(abandoned).hasSize(2);
    for (Spool spool : abandoned) {
      spool.remove();
    }
  }
}
