package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A test server in a JVM of its own, with the agent. */
final class RunningServer implements AutoCloseable {
  private final ServerContract.Subject subject;
  private final Path folder;
  private final Process process;
  private final BufferedReader printed;
  private final int port;

  /**
   * Starts it.
   *
   * @param folder its working folder
   * @param options of its JVM
   */
  RunningServer(ServerContract.Subject subject, Path folder, String policy, String... options)
      throws IOException {
    this.subject = subject;
    this.folder = folder;
    Files.writeString(folder.resolve("policy.yaml"), policy);
    List<String> command = new ArrayList<>();
    command.add(subject.jdk().resolve("bin/java").toString());
    command.add(ForkedJvm.temporaryFiles(folder));
    command.addAll(List.of(options));
    command.add("-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal");
    command.addAll(List.of("-cp", String.join(":", subject.program().classPath(subject.jdk()))));
    command.addAll(List.of(ServerProgram.class.getName(), subject.program().program()));
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("stderr.log").toFile())
            .start();
    printed = new BufferedReader(new InputStreamReader(process.getInputStream()));
    String line = printed.readLine();
    assertThat(line).as(log()).isNotNull();
    port = Integer.parseInt(line);
  }

  ServerContract.Subject subject() {
    return subject;
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** The next line that the application prints. */
  String printedLine() throws IOException {
    return printed.readLine();
  }

  /** What it has printed as errors, with the lines of the agent. */
  String log() throws IOException {
    return Files.readString(folder.resolve("stderr.log"));
  }

  /** What {@code doctor} says of it once it says all this. */
  String doctor(String... awaited) throws IOException, InterruptedException {
    return Cli.doctor(subject.jdk(), folder, process.pid(), awaited).output();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
