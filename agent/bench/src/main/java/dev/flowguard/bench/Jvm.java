package dev.flowguard.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM that is measured: it gets lines, and answers each with one. For one thread. */
final class Jvm implements Closeable {
  private final Process process;
  private final BufferedReader out;
  private final BufferedWriter in;

  /**
   * Starts one.
   *
   * @param name of its folder, which has what it prints to standard error
   * @param options of the JVM, agents included
   */
  Jvm(String name, List<String> options, Class<?> program, List<String> arguments)
      throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "jvms", name.replace(" ", "-")));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms512m", "-Xmx512m"));
    command.addAll(options);
    command.add("-cp");
    command.add(
        Path.of("target", "classes").toAbsolutePath()
            + ":"
            + Files.readString(Path.of("target", "class-path")).strip());
    command.add(program.getName());
    command.addAll(arguments);
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    out = process.inputReader(StandardCharsets.UTF_8);
    in = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Writes a line to its standard input. */
  void send(String line) throws IOException {
    in.write(line);
    in.newLine();
    in.flush();
  }

  /** The words of the next line of a form that it prints; agents print lines of their own. */
  String[] answer(String form) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.matches(form)) {
        return line.split(" ");
      }
    }
    throw new IOException("a JVM has ended, see target/jvms");
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.destroy();
  }
}
