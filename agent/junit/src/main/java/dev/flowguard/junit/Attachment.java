package dev.flowguard.junit;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Sees to it that the guard is attached to this JVM. */
final class Attachment {
  private static final long ATTACH_SECONDS = 60;

  private Attachment() {}

  /**
   * The link to the guard. One that {@code -javaagent} has attached is used as it is; else it is
   * attached now, by the agent's own command line in another process, with one line of warning.
   *
   * @throws IllegalStateException if it cannot be, with the remedy
   */
  static GuardLink ensure() {
    GuardLink there = GuardLink.find();
    if (there != null) {
      return there;
    }
    String jar = jar();
    System.err.println(
        "flowguard: attached while the JVM runs, which later Java versions will refuse; put"
            + " -javaagent:"
            + jar
            + " into the argLine of the tests");
    run(jar);
    GuardLink attached = GuardLink.find();
    if (attached == null) {
      throw new IllegalStateException(
          "the guard is not attached, nothing is watched. Put -javaagent:"
              + jar
              + " into the argLine of the tests.");
    }
    return attached;
  }

  private static String jar() {
    try {
      Class<?> shim = Class.forName("dev.flowguard.agent.start.Agent");
      File file = new File(shim.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (file.isFile()) {
        return file.getPath();
      }
      throw new IllegalStateException(
          "flowguard-agent is on the class path as a folder, not as its jar: " + file);
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IllegalStateException(
          "flowguard-agent is not on the class path of the tests, and no guard is attached. Add"
              + " dev.flowguard:flowguard-junit with its dependencies.",
          e);
    }
  }

  private static void run(String jar) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String own = String.valueOf(ProcessHandle.current().pid());
    try {
      Process attach =
          new ProcessBuilder(java, "-jar", jar, "attach", own).redirectErrorStream(true).start();
      String output = new String(attach.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!attach.waitFor(ATTACH_SECONDS, TimeUnit.SECONDS)) {
        attach.destroyForcibly();
        throw new IllegalStateException("'attach' did not end within " + ATTACH_SECONDS + " s");
      }
      if (attach.exitValue() > 1) {
        throw new IllegalStateException(output.strip());
      }
    } catch (IOException e) {
      throw new IllegalStateException("'attach' could not be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while attaching the guard", e);
    }
  }
}
