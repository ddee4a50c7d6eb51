package dev.flowguard.agent.contract;

import io.quarkus.bootstrap.app.CuratedApplication;
import io.quarkus.bootstrap.app.QuarkusBootstrap;
import java.nio.file.Path;

/** Builds a project as the plugins of Quarkus do. */
final class QuarkusBuilder {
  private QuarkusBuilder() {}

  /** Argument: the folder of a project whose classes are compiled. */
  public static void main(String[] arguments) throws Exception {
    Path project = Path.of(arguments[0]);
    try (CuratedApplication application =
        QuarkusBootstrap.builder()
            .setProjectRoot(project)
            .setApplicationRoot(project.resolve("classes"))
            .setTargetDirectory(project.resolve("target"))
            .setLocalProjectDiscovery(true)
            .setBaseName("served")
            .setIsolateDeployment(true)
            .setMode(QuarkusBootstrap.Mode.PROD)
            .build()
            .bootstrap()) {
      application.createAugmentor().createProductionApplication();
    }
    System.exit(0); // threads of the build may go on
  }
}
