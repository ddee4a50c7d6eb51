package dev.flowguard.agent.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Another JVM on this machine. Commands know it without the attach API of the JDK. */
interface TargetJvm extends AutoCloseable {
  /** A JVM of this user; the name is its command, or empty. */
  record Running(String id, String name) {}

  /** Why a JVM cannot be reached, and what to do; for people. */
  final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message) {
      super(message);
    }
  }

  /** The JVMs of this user. */
  static List<Running> list() throws UnreachableException {
    needAttachModule();
    return AttachedJvm.list();
  }

  /** The JVM with this process id. */
  static TargetJvm of(String pid) throws UnreachableException {
    needAttachModule();
    return AttachedJvm.of(pid);
  }

  private static void needAttachModule() throws UnreachableException {
    if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
      throw new UnreachableException(
          "this Java has no module jdk.attach, which 'attach' and 'doctor' need. Run the command with"
              + " a JDK, or add the module to the run-time image.");
    }
  }

  /** Loads the agent. */
  void load(String jar, String argument) throws UnreachableException;

  /** What the guard in it reports about itself, JSON, or null if there is none. */
  @Nullable String status() throws UnreachableException;

  /** Flags on its command line. */
  String flags() throws UnreachableException;

  /** What it runs. */
  String command() throws UnreachableException;

  /** A system property of it; empty if it is not set. */
  String systemProperty(String name) throws UnreachableException;

  @Override
  void close();
}
