package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Applications of Quarkus are built, not just compiled: its own build makes of the classes what it
 * starts in production, without a run of Maven.
 *
 * @param version of its platform
 */
record QuarkusBuild(String version) implements TestServerProgram.Build {
  private static final String PACKAGE = "dev/flowguard/agent/contract";
  private static final Path SERVERS = Path.of("src", "test", "servers");

  @Override
  public List<String> classPath(
      Path jdk, List<Path> sources, List<String> jars, UnaryOperator<String> edited) {
    Path classes = CompiledSources.of(jdk, sources, jars, List.of(), edited);
    Path project = classes.getParent();
    try {
      String pom = Files.readString(SERVERS.resolve("quarkus/pom.xml"));
      Files.writeString(project.resolve("pom.xml"), pom.replace("${quarkus.version}", version));
      copy("application.properties", SERVERS.resolve("quarkus"), classes);
      // Quarkus has class loaders of its own: what its classes use is built into the application.
      for (Class<?> each : List.of(ServedApplication.class, WrittenAnswer.class)) {
        Path tests = Path.of("target", "test-classes", PACKAGE);
        copy(each.getSimpleName() + ".class", tests, classes.resolve(PACKAGE));
      }
      build(jdk, project);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.of(
        classes.toString(), project.resolve("target/quarkus-app/quarkus-run.jar").toString());
  }

  private static void copy(String name, Path from, Path to) throws IOException {
    Files.copy(from.resolve(name), to.resolve(name));
  }

  private void build(Path jdk, Path project) throws IOException {
    List<String> jars =
        TestServerProgram.jars(
            List.of(
                "io.quarkus:quarkus-bootstrap-core:" + version,
                "io.quarkus:quarkus-bootstrap-maven-resolver:" + version));
    Path builder = CompiledSources.of(jdk, SERVERS.resolve("quarkus-build"), jars);
    Process java =
        new ProcessBuilder(
                jdk.resolve("bin/java").toString(),
                ForkedJvm.FIRST_COMPILER_ONLY,
                ForkedJvm.temporaryFiles(project),
                "-cp",
                builder + ":" + String.join(":", jars),
                "dev.flowguard.agent.contract.QuarkusBuilder",
                project.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes());
    try {
      if (java.waitFor() != 0) {
        throw new AssertionError("Quarkus " + version + " does not build:\n" + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while building", e);
    }
  }
}
