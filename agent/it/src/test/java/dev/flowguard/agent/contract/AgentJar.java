package dev.flowguard.agent.contract;

import java.nio.file.Path;

/** The shipped jar, as the module {@code agent/dist} has built it. */
public final class AgentJar {
  public static final Path PATH =
      Path.of("..", "dist", "target", "flowguard-agent.jar").toAbsolutePath().normalize();

  private AgentJar() {}
}
