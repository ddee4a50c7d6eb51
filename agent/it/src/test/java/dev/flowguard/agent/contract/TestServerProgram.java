package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * One version of a server, and the program that serves with it.
 *
 * @param program simple class name of the {@link ServerProgram}
 * @param folders below {@code src/test/servers}, whose sources are compiled against just this
 *     version; none for a program that is compiled with the tests
 * @param renamed packages that have another name in this version than in the sources, with that
 *     name
 * @param build makes of the sources what a JVM runs
 * @param reads ways of reading that it knows
 * @param writes ways of writing that it knows
 */
record TestServerProgram(
    String version,
    String program,
    List<String> folders,
    Map<String, String> renamed,
    List<String> artifacts,
    Build build,
    List<String> reads,
    List<String> writes) {
  /** For versions whose servlet API has its old name. */
  static final Map<String, String> JAVAX = Map.of("jakarta.servlet", "javax.servlet");

  /** All ways of reading of the servlets. */
  static final List<String> SERVLET_READS =
      List.of(
          "whole",
          "exact",
          "half",
          "bytewise",
          "brace",
          "reader",
          "listener",
          "form",
          "parts",
          "moved");

  /** All ways of writing of the servlets. */
  static final List<String> SERVLET_WRITES =
      List.of(
          "stream",
          "bytewise",
          "writer",
          "charwise",
          "pieces",
          "listener",
          "sse",
          "sse-stream",
          "gzip",
          "compressed");

  private static final Map<String, List<String>> BUILT = new ConcurrentHashMap<>();

  /** Makes of a program's sources what a JVM runs. */
  interface Build {
    /**
     * The entries of the class path for what it has built.
     *
     * @param sources folders
     * @param jars that the sources are compiled against
     * @param edited makes of a source what is compiled
     */
    List<String> classPath(
        Path jdk, List<Path> sources, List<String> jars, UnaryOperator<String> edited);
  }

  /**
   * Compiles the sources, and runs them with all that they are compiled against.
   *
   * @param processors artifacts of annotation processors
   */
  static Build compiled(List<String> processors) {
    return (jdk, sources, jars, edited) -> {
      List<String> classPath = new ArrayList<>();
      classPath.add(CompiledSources.of(jdk, sources, jars, jars(processors), edited).toString());
      classPath.addAll(jars);
      return classPath;
    };
  }

  /** A program that is just compiled. */
  TestServerProgram(
      String version,
      String program,
      List<String> folders,
      Map<String, String> renamed,
      List<String> artifacts,
      List<String> reads,
      List<String> writes) {
    this(version, program, folders, renamed, artifacts, compiled(List.of()), reads, writes);
  }

  /** The tests, the API, the program and the server, for a JVM of this JDK. */
  List<String> classPath(Path jdk) {
    List<String> classPath = new ArrayList<>(ForkedJvm.CLASS_PATH);
    List<String> jars = jars(artifacts);
    if (folders.isEmpty()) {
      classPath.addAll(jars);
    } else {
      List<Path> sources =
          folders.stream().map(folder -> Path.of("src", "test", "servers", folder)).toList();
      classPath.addAll(
          BUILT.computeIfAbsent(
              this + "/" + jdk, key -> build.classPath(jdk, sources, jars, this::edited)));
    }
    return classPath;
  }

  /** The jars of these artifacts, with all that they need. */
  static List<String> jars(List<String> coordinates) {
    return Artifacts.resolve(coordinates).stream().map(Path::toString).toList();
  }

  private String edited(String source) {
    String edited = source;
    for (Map.Entry<String, String> each : renamed.entrySet()) {
      edited = edited.replace(each.getKey(), each.getValue());
    }
    return edited;
  }

  @Override
  public String toString() {
    return program.replace("Program", "") + " " + version;
  }
}
