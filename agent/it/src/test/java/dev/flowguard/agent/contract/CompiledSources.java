package dev.flowguard.agent.contract;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Sources that are compiled against one version of a library, beside the classes of the tests. */
final class CompiledSources {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private CompiledSources() {}

  /** The classes of a folder of sources. */
  static Path of(Path jdk, Path sources, List<String> jars) {
    return of(jdk, List.of(sources), jars, List.of(), UnaryOperator.identity());
  }

  /**
   * The classes of some folders of sources. Compiles by the JDK that runs them: some libraries'
   * classes are too new for an older one.
   *
   * @param processors jars of annotation processors, with all that these need
   * @param edited makes of a source what is compiled
   */
  static Path of(
      Path jdk,
      List<Path> sources,
      List<String> jars,
      List<String> processors,
      UnaryOperator<String> edited) {
    try {
      Path folder = Files.createTempDirectory(TARGET, sources.get(0).getFileName() + "-");
      folder.toFile().deleteOnExit();
      Path classes = Files.createDirectory(folder.resolve("classes"));
      List<String> command = new ArrayList<>();
      command.add(jdk.resolve("bin").resolve("javac").toString());
      command.addAll(
          processors.isEmpty()
              ? List.of("-proc:none")
              : List.of("-processorpath", String.join(":", processors)));
      command.addAll(List.of("-parameters", "-nowarn", "-d", classes.toString(), "-cp"));
      command.add(TARGET.resolve("test-classes") + File.pathSeparator + String.join(":", jars));
      for (Path each : javaFiles(sources)) {
        Path copy = folder.resolve(each.getFileName());
        Files.writeString(copy, edited.apply(Files.readString(each)));
        command.add(copy.toString());
      }
      Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(javac.getInputStream().readAllBytes());
      if (javac.waitFor() != 0) {
        throw new AssertionError(sources + " does not compile against " + jars + ":\n" + output);
      }
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while compiling " + sources, e);
    }
  }

  private static List<Path> javaFiles(List<Path> sources) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : sources) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.filter(each -> each.toString().endsWith(".java"))
            .sorted(Comparator.naturalOrder())
            .forEach(files::add);
      }
    }
    return files;
  }
}
