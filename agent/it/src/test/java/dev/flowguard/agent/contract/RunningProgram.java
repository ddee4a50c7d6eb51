package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that prints a line for each case, {@code name: outcome}, then {@link
 * OutcomeProgram#DONE}, and goes on until its standard input ends.
 *
 * @param outcomes by name of the case
 */
record RunningProgram(Process process, Path folder, Map<String, String> outcomes)
    implements AutoCloseable {
  private static final int ENDING_SECONDS = 10;

  /**
   * Starts a program under the agent, and waits until all of its cases have run.
   *
   * @param classPath beside the classes of the tests
   */
  static RunningProgram guarded(
      Path folder, String policy, List<String> classPath, String mainClass, String... arguments)
      throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), policy);
    String agent = "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal";
    return start(folder, List.of(agent), classPath, mainClass, arguments);
  }

  /** The same with these options in place of the agent. */
  static RunningProgram start(
      Path folder,
      List<String> options,
      List<String> classPath,
      String mainClass,
      String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(ForkedJvm.CLASS_PATH);
    all.addAll(classPath);
    List<String> command = new ArrayList<>();
    command.add(Jdks.all().get(0).resolve("bin/java").toString());
    command.add("-XX:TieredStopAtLevel=1"); // it does not live long enough for more
    command.add(ForkedJvm.temporaryFiles(folder));
    command.addAll(options);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, all), mainClass));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("stderr.log").toFile())
            .start();
    Map<String, String> outcomes = new LinkedHashMap<>();
    RunningProgram program = new RunningProgram(process, folder, outcomes);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.equals(OutcomeProgram.DONE)) {
      int colon = line.indexOf(": ");
      if (colon > 0) { // not what a library prints
        outcomes.put(line.substring(0, colon), line.substring(colon + 2));
      }
      line = lines.readLine();
    }
    if (line == null) {
      process.destroyForcibly();
    }
    assertThat(line).as(program.errors()).isNotNull();
    return program;
  }

  /** What it has written to its standard error. */
  String errors() throws IOException {
    return Files.readString(folder.resolve("stderr.log"));
  }

  /** What {@code doctor} says of it once it says all this. */
  String doctor(String... awaited) throws IOException, InterruptedException {
    return Cli.doctor(Jdks.all().get(0), folder, process.pid(), awaited).output();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
