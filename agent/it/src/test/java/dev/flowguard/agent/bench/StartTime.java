package dev.flowguard.agent.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Prints the CPU time of a start: of a program alone, with an agent that does nothing, and with
 * Flowguard, in turns. The system counts it in hundredths of a second.
 */
final class StartTime {
  private static final int ROUNDS = 9;
  private static final int READY = 'r';

  private StartTime() {}

  /** Does nothing. */
  public static final class Empty {
    private Empty() {}

    public static void premain(String argument) {}
  }

  /** Says that it has begun, and waits to be looked at. */
  public static final class Waiting {
    private Waiting() {}

    public static void main(String[] arguments) throws IOException {
      System.out.write(READY);
      System.out.flush();
      System.in.read();
    }
  }

  /**
   * @param arguments the agent's jar
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("start-time");
    Path empty = folder.resolve("empty.jar");
    try {
      writeEmpty(empty);
      Map<String, String> agents = new LinkedHashMap<>();
      agents.put("alone", null);
      agents.put("with an agent that does nothing", empty.toString());
      agents.put("with Flowguard", Path.of(arguments[0]).toAbsolutePath().toString());
      Map<String, List<Long>> times = new LinkedHashMap<>();
      for (int i = 0; i <= ROUNDS; i++) {
        for (Map.Entry<String, String> each : agents.entrySet()) {
          long millis = start(folder, each.getValue());
          if (i > 0) { // the first reads files that are not in memory yet
            times.computeIfAbsent(each.getKey(), name -> new ArrayList<>()).add(millis);
          }
        }
      }
      List<String> medians = new ArrayList<>();
      times.forEach(
          (name, all) -> {
            Collections.sort(all);
            medians.add(String.format(Locale.ROOT, "%s %.2f", name, all.get(ROUNDS / 2) / 1e3));
          });
      System.out.printf(
          "Measured: CPU seconds of a start, medians of %d: %s%n",
          ROUNDS, String.join(", ", medians));
    } finally {
      try (var files = Files.walk(folder)) {
        for (Path each : files.sorted(Collections.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static long start(Path folder, String agent) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (agent != null) {
      command.add("-javaagent:" + agent);
    }
    command.add("-cp");
    command.add(Path.of(System.getProperty("java.class.path")).toAbsolutePath().toString());
    command.add(Waiting.class.getName());
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("stderr").toFile())
            .start();
    try (InputStream out = process.getInputStream()) {
      if (out.read() != READY) {
        throw new IOException(Files.readString(folder.resolve("stderr")));
      }
      return process.info().totalCpuDuration().map(Duration::toMillis).orElseThrow();
    } finally {
      process.getOutputStream().close();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static void writeEmpty(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", Empty.class.getName());
    String entry = Empty.class.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream to = new JarOutputStream(out, manifest);
        InputStream in = StartTime.class.getClassLoader().getResourceAsStream(entry)) {
      to.putNextEntry(new JarEntry(entry));
      in.transferTo(to);
    }
  }
}
