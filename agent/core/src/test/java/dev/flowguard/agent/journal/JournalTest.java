package dev.flowguard.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flowguard.agent.outlet.Outlets;
import dev.flowguard.agent.status.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Outlets NO_OUTLETS = new Outlets(List.of(), new Problems());

  @TempDir Path folder;

  private static List<String> lines(Path directory) throws Exception {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  private static void append(Journal journal, String json) throws Exception {
    journal.append(json, null).get(10, TimeUnit.SECONDS);
  }

  @Test
  void hasTheRecordOnDiskWhenItsFutureIsDone() throws Exception {
    Path directory = folder.resolve("made/when/needed");
    Journal journal = new Journal(directory.toFile(), NO_OUTLETS, new Problems());
    for (int i = 1; i <= 5; i++) {
      append(journal, "{\"n\":" + i + "}");
      assertThat(lines(directory)).hasSize(i);
    }
  }

  @Test
  void endsEachLineWithAChecksumOfItself() throws Exception {
    append(new Journal(folder.toFile(), NO_OUTLETS, new Problems()), "{\"text\":\"é\"}");
    String line = lines(folder).get(0);
    int crc = line.indexOf(",\"crc32c\":\"");
    CRC32C expected = new CRC32C();
    expected.update(line.substring(0, crc).getBytes(StandardCharsets.UTF_8));

    assertThat(line).endsWith(String.format("\"crc32c\":\"%08x\"}", expected.getValue()));
  }

  @Test
  void keepsTheOrderAndLosesNothingUnderManyThreads() throws Exception {
    Journal journal = new Journal(folder.toFile(), NO_OUTLETS, new Problems());
    List<CompletableFuture<Void>> safe = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int thread = t;
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < 250; i++) {
                  CompletableFuture<Void> one =
                      journal.append("{\"t\":" + thread + ",\"i\":" + i + "}", null);
                  synchronized (safe) {
                    safe.add(one);
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    CompletableFuture.allOf(safe.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);

    assertThat(lines(folder)).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(journal.lost()).isZero();
  }

  @Test
  void mendsAFileThatWasCutAnywhereAndKeepsItsWholeLines() throws Exception {
    byte[] whole = "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n".getBytes(StandardCharsets.UTF_8);
    for (int length = 1; length <= whole.length; length++) {
      Path directory = Files.createDirectory(folder.resolve("cut" + length));
      Path file = directory.resolve("flowguard-20260101T000000000Z-1.jsonl");
      Files.write(file, Arrays.copyOf(whole, length));
      append(new Journal(directory.toFile(), NO_OUTLETS, new Problems()), "{}");

      String mended = Files.readString(file);
      assertThat(mended).isEqualTo(new String(whole, 0, length / 8 * 8, StandardCharsets.UTF_8));
      assertThat(Files.exists(Path.of(file + ".torn"))).isEqualTo(length % 8 != 0);
    }
  }

  @Test
  void failsTheFutureAndCountsWhereNothingCanBeWritten() throws Exception {
    Path file = Files.writeString(folder.resolve("a-file"), "x");
    Journal journal = new Journal(file.resolve("below").toFile(), NO_OUTLETS, new Problems());

    assertThatThrownBy(() -> append(journal, "{}")).isInstanceOf(ExecutionException.class);
    assertThat(journal.lost()).isEqualTo(1);
  }

  private List<String> all() throws Exception {
    return lines(folder);
  }

  private Path onlyFile() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".jsonl")).findFirst().orElseThrow();
    }
  }

  @Test
  void aFileThatIsRemovedWhileInUseIsMadeAnewAndReported() throws Exception {
    Problems problems = new Problems();
    Journal journal = new Journal(folder.toFile(), NO_OUTLETS, problems);
    append(journal, "{\"n\":1}");
    Files.delete(onlyFile());
    append(journal, "{\"n\":2}");

    assertThat(all()).anyMatch(line -> line.startsWith("{\"n\":2"));
    assertThat(all()).anyMatch(line -> line.contains("removed or changed from outside"));
    append(journal, "{\"n\":3}");
    assertThat(all()).anyMatch(line -> line.startsWith("{\"n\":3"));
    assertThat(problems.current()).isEmpty();
    assertThat(journal.lost()).isZero();
  }

  @Test
  void aFolderThatIsRemovedWhileInUseIsMadeAnew() throws Exception {
    Path directory = folder.resolve("journal");
    Journal journal = new Journal(directory.toFile(), NO_OUTLETS, new Problems());
    append(journal, "{\"n\":1}");
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
    append(journal, "{\"n\":2}");

    assertThat(lines(directory)).anyMatch(line -> line.startsWith("{\"n\":2"));
  }

  @Test
  void aFileThatIsRotatedCutOrAddedToFromOutsideIsFollowedByANewOne() throws Exception {
    Journal journal = new Journal(folder.toFile(), NO_OUTLETS, new Problems());
    append(journal, "{\"n\":1}");
    Path first = onlyFile();
    Files.move(first, folder.resolve("rotated"));
    append(journal, "{\"n\":2}");
    assertThat(onlyFile()).isNotEqualTo(first);
    assertThat(all()).anyMatch(line -> line.startsWith("{\"n\":2"));
    Path second = onlyFile();
    Files.writeString(second, "");
    append(journal, "{\"n\":3}");
    assertThat(second).isEmptyFile();
    assertThat(all()).anyMatch(line -> line.startsWith("{\"n\":3"));
    Files.delete(second);
    Path third = onlyFile();
    Files.writeString(third, "{\"half", StandardOpenOption.APPEND);
    append(journal, "{\"n\":4}");

    assertThat(Files.readString(third)).endsWith("{\"half");
    assertThat(all()).anyMatch(line -> line.startsWith("{\"n\":4"));
    assertThat(journal.lost()).isZero();
  }

  @Test
  void recordsThatAreLostAreAProblemUntilOneIsWrittenAgainEachTime() throws Exception {
    Problems problems = new Problems();
    Path directory = folder.resolve("journal");
    for (int time = 1; time <= 2; time++) {
      Journal journal = new Journal(directory.toFile(), NO_OUTLETS, problems);
      Files.writeString(directory, "in the way");
      assertThatThrownBy(() -> append(journal, "{}")).isInstanceOf(ExecutionException.class);
      assertThatThrownBy(() -> append(journal, "{}")).isInstanceOf(ExecutionException.class);
      assertThat(problems.current())
          .hasSize(1)
          .allMatch(text -> text.contains("cannot be written"));
      Files.delete(directory);
      append(journal, "{}");
      assertThat(problems.current()).isEmpty();
      assertThat(lines(directory))
          .anyMatch(line -> line.contains("records lost") && line.contains("\"count\":\"2\""));
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  @Test
  void touchesNoFileWhoseNameIsNotOfAJournal() throws Exception {
    Path other = Files.writeString(folder.resolve("flowguard-a.jsonl"), "no line break");
    Path key = Files.writeString(folder.resolve("key"), "no line break");
    Path link = folder.resolve("flowguard-20260101T000000000Z-1.jsonl");
    Files.createSymbolicLink(link, key);
    append(new Journal(folder.toFile(), NO_OUTLETS, new Problems()), "{}");

    assertThat(other).hasContent("no line break");
    assertThat(key).hasContent("no line break");
  }

  @Test
  void aTailIsAddedToNoLink() throws Exception {
    Path keys = Files.writeString(folder.resolve("authorized_keys"), "mine\n");
    String torn = "flowguard-20260101T000000000Z-1.jsonl";
    Files.writeString(folder.resolve(torn), "{}\nssh-ed25519 theirs");
    Files.createSymbolicLink(folder.resolve(torn + ".torn"), keys);
    append(new Journal(folder.toFile(), NO_OUTLETS, new Problems()), "{}");

    assertThat(keys).hasContent("mine\n");
    assertThat(folder.resolve(torn)).hasContent("{}\nssh-ed25519 theirs");
  }
}
