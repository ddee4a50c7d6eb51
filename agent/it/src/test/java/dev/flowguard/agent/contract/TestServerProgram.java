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
 * @param folder below {@code src/test/servers}, whose sources are compiled against just this
 *     version; null for a program that is compiled with the tests
 * @param isJavax true if the servlet API has its old name: the sources are written for {@code
 *     jakarta}
 * @param reads ways of reading that it knows
 */
record TestServerProgram(
    String version,
    String program,
    String folder,
    boolean isJavax,
    List<String> artifacts,
    List<String> reads) {
  private static final Map<String, Path> COMPILED = new ConcurrentHashMap<>();

  /** The tests, the API, the program and the server, for a JVM of this JDK. */
  List<String> classPath(Path jdk) {
    List<String> classPath = new ArrayList<>(ForkedJvm.CLASS_PATH);
    List<String> jars = Artifacts.resolve(artifacts).stream().map(Path::toString).toList();
    if (folder != null) {
      UnaryOperator<String> edited =
          isJavax
              ? source -> source.replace("jakarta.servlet", "javax.servlet")
              : UnaryOperator.identity();
      classPath.add(
          COMPILED
              .computeIfAbsent(
                  this + "/" + jdk,
                  key ->
                      CompiledSources.of(
                          jdk, Path.of("src", "test", "servers", folder), jars, edited))
              .toString());
    }
    classPath.addAll(jars);
    return classPath;
  }

  @Override
  public String toString() {
    return program + " " + version;
  }
}
