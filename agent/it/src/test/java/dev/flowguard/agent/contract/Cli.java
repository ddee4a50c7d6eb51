package dev.flowguard.agent.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A run of the command line in the shipped jar.
 *
 * @param output of both streams
 */
record Cli(int exit, String output) {
  static final Path JAR = AgentJar.PATH;

  static Cli run(Path jdk, Path folder, String... arguments)
      throws IOException, InterruptedException {
    return run(jdk, folder, ProcessBuilder.Redirect.PIPE, arguments);
  }

  /** With a standard input of its own. */
  static Cli run(Path jdk, Path folder, ProcessBuilder.Redirect input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/java").toString());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(input)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the command does not end: " + output);
    }
    return new Cli(process.exitValue(), output);
  }

  /** What {@code doctor} says of a JVM once it says all this; the guard reports every second. */
  static Cli doctor(Path jdk, Path folder, long pid, String... awaited)
      throws IOException, InterruptedException {
    Cli doctor = run(jdk, folder, "doctor", Long.toString(pid));
    for (int i = 0; i < 50 && !Stream.of(awaited).allMatch(doctor.output()::contains); i++) {
      TimeUnit.MILLISECONDS.sleep(200);
      doctor = run(jdk, folder, "doctor", Long.toString(pid));
    }
    return doctor;
  }
}
