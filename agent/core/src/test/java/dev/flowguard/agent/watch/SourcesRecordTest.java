package dev.flowguard.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.journal.Journal;
import dev.flowguard.agent.outlet.Outlets;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.status.SourceStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesRecordTest {
  private static final long DAY = TimeUnit.DAYS.toNanos(1);

  @TempDir Path folder;

  private final List<SourceStatus> sources = new ArrayList<>();
  private final Problems problems = new Problems();

  private SourcesRecord record(Recorder recorder) {
    return new SourcesRecord(() -> sources, recorder);
  }

  private Recorder recorder() {
    return new Recorder(new Journal(folder.toFile(), new Outlets(List.of(), problems), problems));
  }

  private List<String> records(Recorder recorder) throws IOException {
    recorder.journal().end();
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  private static SourceStatus status(String source, SourceStatus.State state, long captured) {
    return new SourceStatus(source, "chats", state, 1, "", captured, "");
  }

  @Test
  void nothingIsRecordedOnTheFirstDay() throws IOException {
    sources.add(status("http-in /chat", SourceStatus.State.ACTIVE, 3));
    Recorder recorder = recorder();
    record(recorder).look(System.nanoTime() + DAY / 2);
    assertThat(records(recorder)).isEmpty();
  }

  @Test
  void eachDayHasOneRecordOfAllSources() throws IOException {
    sources.add(status("http-in /chat", SourceStatus.State.ACTIVE, 3));
    sources.add(status("jdbc message.text", SourceStatus.State.WAITING, 0));
    Recorder recorder = recorder();
    SourcesRecord record = record(recorder);
    long start = System.nanoTime();
    record.look(start + DAY);
    record.look(start + DAY + 1);
    record.look(start + 2 * DAY);

    assertThat(records(recorder))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("\"fired\":\"1\",\"declared\":\"2\"")
                    .contains("http-in /chat of chats", "active, captured 3")
                    .contains("jdbc message.text of chats", "waiting, captured 0"));
  }

  @Test
  void aPolicyWithoutSourcesHasNoRecord() throws IOException {
    Recorder recorder = recorder();
    record(recorder).look(System.nanoTime() + DAY);
    assertThat(records(recorder)).isEmpty();
  }
}
