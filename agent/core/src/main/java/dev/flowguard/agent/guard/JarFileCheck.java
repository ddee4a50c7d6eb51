package dev.flowguard.agent.guard;

import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.thread.Look;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the agent's jar was overwritten, replaced or removed. The running guard needs
 * nothing of it any more; but a restart, and commands, use what is there now. For one thread.
 */
public final class JarFileCheck implements Look {
  private static final String SHIM = "dev.flowguard.agent.start.Agent";
  private static final String PROBLEM = "jar.replaced";

  private final Problems problems;
  private final @Nullable File jar = jar();
  private final long modified;
  private final long length;

  public JarFileCheck(Problems problems) {
    this.problems = problems;
    this.modified = jar == null ? 0 : jar.lastModified();
    this.length = jar == null ? 0 : jar.length();
  }

  /** The file that the JVM was given, or null outside of it, in unit tests. */
  private static @Nullable File jar() {
    try {
      CodeSource source =
          Class.forName(SHIM, false, ClassLoader.getSystemClassLoader())
              .getProtectionDomain()
              .getCodeSource();
      URL place = source == null ? null : source.getLocation();
      return place == null ? null : new File(new URI(place.toString()));
    } catch (ClassNotFoundException | URISyntaxException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Looks once. */
  @Override
  public void look() {
    if (jar == null) {
      return;
    }
    if (jar.lastModified() == modified && jar.length() == length) {
      problems.solved(PROBLEM);
    } else {
      problems.report(
          PROBLEM,
          "the agent's jar "
              + jar
              + " was changed or removed after the start. This JVM goes on with what it has read;"
              + " restart it to use what is there now");
    }
  }
}
