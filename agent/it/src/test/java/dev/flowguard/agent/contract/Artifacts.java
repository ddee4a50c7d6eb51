package dev.flowguard.agent.contract;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyFilter;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/**
 * Jars of clients out of the local Maven repository, fetched as Maven itself would where they are
 * not there yet, by the settings of the user.
 */
final class Artifacts {
  private static final Map<List<String>, List<Path>> RESOLVED = new ConcurrentHashMap<>();

  private Artifacts() {}

  /** These artifacts and all that they need at run time. */
  static List<Path> resolve(List<String> coordinates) {
    return coordinates.isEmpty()
        ? List.of()
        : RESOLVED.computeIfAbsent(coordinates, Artifacts::fetch);
  }

  private static List<Path> fetch(List<String> coordinates) {
    ContextOverrides user = ContextOverrides.create().withUserSettings(true).build();
    try (Context maven = Runtimes.INSTANCE.getRuntime().create(user)) {
      CollectRequest wanted = new CollectRequest();
      wanted.setRepositories(maven.remoteRepositories());
      for (String each : coordinates) {
        wanted.addDependency(new Dependency(new DefaultArtifact(each), JavaScopes.RUNTIME));
      }
      DependencyFilter needed =
          DependencyFilterUtils.andFilter(
              DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME),
              (node, parents) -> !isNative(node.getArtifact()));
      DependencyRequest request = new DependencyRequest(wanted, needed);
      return maven
          .repositorySystem()
          .resolveDependencies(maven.repositorySystemSession(), request)
          .getArtifactResults()
          .stream()
          .map(result -> result.getArtifact().getFile().toPath().toAbsolutePath())
          .filter(file -> file.toString().endsWith(".jar"))
          .toList();
    } catch (DependencyResolutionException e) {
      throw new AssertionError("cannot fetch " + coordinates, e);
    }
  }

  /**
   * Machine code, all of which is for the sake of speed: without it the clients do the same on
   * every machine.
   */
  private static boolean isNative(Artifact artifact) {
    return artifact != null && artifact.getClassifier().matches("(linux|osx|windows)-.*");
  }
}
