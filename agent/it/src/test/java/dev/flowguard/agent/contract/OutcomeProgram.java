package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A program that is compiled against some version of a library, runs under the agent, and prints a
 * line for each case: {@code name: outcome}.
 *
 * @param sources folder of its source
 * @param artifacts what it runs with
 * @param edited makes of its source what this version needs
 */
record OutcomeProgram(Path sources, List<String> artifacts, UnaryOperator<String> edited) {
  /** The line after the last case. */
  static final String DONE = "done";

  /** The outcome of a case that the library does not have. */
  static final String UNSUPPORTED = "unsupported";

  private static final int SECONDS = 120;

  OutcomeProgram {
    artifacts = List.copyOf(artifacts);
  }

  /**
   * Runs it to its end.
   *
   * @param folder where it runs
   * @return by name of the case
   */
  Map<String, String> run(Path folder, String policy, String mainClass, String... arguments)
      throws IOException, InterruptedException {
    Path jdk = Jdks.all().get(0);
    Files.writeString(folder.resolve("policy.yaml"), policy);
    List<String> jars = Artifacts.resolve(artifacts).stream().map(Path::toString).toList();
    List<String> classPath = new ArrayList<>(ForkedJvm.CLASS_PATH);
    classPath.add(CompiledSources.of(jdk, List.of(sources), jars, List.of(), edited).toString());
    classPath.addAll(jars);
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/java").toString());
    command.add(ForkedJvm.temporaryFiles(folder));
    command.add("-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal");
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), mainClass));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("stdout.log");
    Path errors = folder.resolve("stderr.log");
    Process program =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(program.waitFor(SECONDS, TimeUnit.SECONDS)).as("it has ended").isTrue();
    } finally {
      program.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(output);
    assertThat(lines).as(Files.readString(errors)).contains(DONE);
    Map<String, String> outcomes = new LinkedHashMap<>();
    for (String line : lines.subList(0, lines.indexOf(DONE))) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        outcomes.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    return outcomes;
  }
}
