package dev.flowguard.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    journal.append(json, null, () -> {}).get(10, TimeUnit.SECONDS);
  }

  @Test
  void hasTheRecordOnDiskWhenItsFutureIsDone() throws Exception {
    Path directory = folder.resolve("made/when/needed");
    Journal journal = new Journal(directory.toFile(), NoCompanion.INSTANCE);
    for (int i = 1; i <= 5; i++) {
      append(journal, "{\"n\":" + i + "}");
      assertThat(lines(directory)).hasSize(i);
    }
  }

  @Test
  void endsEachLineWithAChecksumOfItself() throws Exception {
    append(new Journal(folder.toFile(), NoCompanion.INSTANCE), "{\"text\":\"é\"}");
    String line = lines(folder).get(0);
    int crc = line.indexOf(",\"crc32c\":\"");
    CRC32C expected = new CRC32C();
    expected.update(line.substring(0, crc).getBytes(StandardCharsets.UTF_8));

    assertThat(line).endsWith(String.format("\"crc32c\":\"%08x\"}", expected.getValue()));
  }

  @Test
  void keepsTheOrderAndLosesNothingUnderManyThreads() throws Exception {
    Journal journal = new Journal(folder.toFile(), NoCompanion.INSTANCE);
    List<CompletableFuture<Void>> safe = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int thread = t;
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < 250; i++) {
                  CompletableFuture<Void> one =
                      journal.append("{\"t\":" + thread + ",\"i\":" + i + "}", null, () -> {});
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
      append(new Journal(directory.toFile(), NoCompanion.INSTANCE), "{}");

      String mended = Files.readString(file);
      assertThat(mended).isEqualTo(new String(whole, 0, length / 8 * 8, StandardCharsets.UTF_8));
      assertThat(Files.exists(Path.of(file + ".torn"))).isEqualTo(length % 8 != 0);
    }
  }

  @Test
  void failsTheFutureAndCountsWhereNothingCanBeWritten() throws Exception {
    Path file = Files.writeString(folder.resolve("a-file"), "x");
    Journal journal = new Journal(file.resolve("below").toFile(), NoCompanion.INSTANCE);

    assertThatThrownBy(() -> append(journal, "{}")).isInstanceOf(ExecutionException.class);
    assertThat(journal.lost()).isEqualTo(1);
  }

  @Test
  void runsWhatComesAfterARecordOnceItIsSafe() throws Exception {
    Journal journal = new Journal(folder.toFile(), NoCompanion.INSTANCE);
    CompletableFuture<Integer> linesThen = new CompletableFuture<>();
    journal.append(
        "{}",
        null,
        () -> {
          try {
            linesThen.complete(lines(folder).size());
          } catch (Exception e) {
            linesThen.completeExceptionally(e);
          }
        });

    assertThat(linesThen.get(10, TimeUnit.SECONDS)).isEqualTo(1);
  }
}
