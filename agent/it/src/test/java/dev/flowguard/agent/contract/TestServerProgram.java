package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One version of a server, and the program that serves with it.
 *
 * @param program simple class name of the {@link ServerProgram}
 * @param folders below {@code src/test/servers}, whose sources are compiled against just this
 *     version; none for a program that is compiled with the tests
 * @param renamed packages that have another name in this version than in the sources, with that
 *     name
 * @param reads ways of reading that it knows
 * @param writes ways of writing that it knows
 */
record TestServerProgram(
    String version,
    String program,
    List<String> folders,
    Map<String, String> renamed,
    List<String> artifacts,
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

  private static final Map<String, Path> COMPILED = new ConcurrentHashMap<>();

  /** The tests, the API, the program and the server, for a JVM of this JDK. */
  List<String> classPath(Path jdk) {
    List<String> classPath = new ArrayList<>(ForkedJvm.CLASS_PATH);
    List<String> jars = Artifacts.resolve(artifacts).stream().map(Path::toString).toList();
    if (!folders.isEmpty()) {
      List<Path> sources =
          folders.stream().map(folder -> Path.of("src", "test", "servers", folder)).toList();
      classPath.add(
          COMPILED
              .computeIfAbsent(
                  this + "/" + jdk, key -> CompiledSources.of(jdk, sources, jars, this::edited))
              .toString());
    }
    classPath.addAll(jars);
    return classPath;
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
