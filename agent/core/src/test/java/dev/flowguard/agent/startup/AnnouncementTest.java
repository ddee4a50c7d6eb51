package dev.flowguard.agent.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flowguard.agent.settings.Settings;
import dev.flowguard.agent.status.GuardState;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.status.StatusReport;
import dev.flowguard.agent.watch.StateWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnouncementTest {
  @TempDir Path folder;

  private final Problems problems = new Problems();
  private boolean hasMemory = true;

  @Test
  void anErrorOfMemoryKeepsNeitherTheStartNorLaterProblemsFromTheJournal() {
    Recording recording = new Recording(folder.toFile(), null, host -> false, problems);
    StatusSource status =
        new StatusSource(
            Settings.read(null, new Properties(), Map.of()), false, problems, recording);
    Announcement announcement =
        new Announcement(
            recording,
            problems,
            new StateWatch(() -> new GuardState.Unguarded(List.of("a test")), recording.recorder()),
            () -> report(status));
    hasMemory = false;
    assertThatThrownBy(announcement::look).isInstanceOf(OutOfMemoryError.class);
    hasMemory = true;

    announcement.look();
    announcement.look();
    problems.report("disk.full", "the disk is full");
    recording.recorder().journal().end();

    assertThat(records()).filteredOn(record -> record.contains("\"status\":")).hasSize(1);
    assertThat(records()).filteredOn(record -> record.contains("the disk is full")).hasSize(1);
  }

  private StatusReport report(StatusSource status) {
    if (!hasMemory) {
      throw new OutOfMemoryError();
    }
    return status.get();
  }

  private List<String> records() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(".jsonl"))
          .flatMap(AnnouncementTest::lines)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
