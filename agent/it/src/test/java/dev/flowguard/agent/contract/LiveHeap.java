package dev.flowguard.agent.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The objects of another JVM that are in use. */
final class LiveHeap {
  private static final int LOOKS = 2;

  private LiveHeap() {}

  /** Their bytes once what still goes on in the background is done: the least of some looks. */
  static long bytes(Path jdk, long pid) throws IOException, InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < LOOKS; i++) {
      TimeUnit.MILLISECONDS.sleep(200);
      List<String> lines = histogram(jdk, pid);
      String[] total = lines.get(lines.size() - 1).trim().split(" +");
      least = Math.min(least, Long.parseLong(total[2]));
    }
    return least;
  }

  /** A line for each class, and one for all. */
  static List<String> histogram(Path jdk, long pid) throws IOException {
    Process jcmd =
        new ProcessBuilder(
                jdk.resolve("bin/jcmd").toString(), Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }
}
