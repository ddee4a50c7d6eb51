package dev.flowguard.agent.journal;

import dev.flowguard.agent.event.Event;
import dev.flowguard.agent.event.Inert;
import dev.flowguard.agent.status.Console;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * One line for each event to the application's own SLF4J, under the logger {@code dev.flowguard},
 * or to stderr where the application has none. Runs on the journal's thread, never on a request's.
 */
public final class LogLine {
  private static final String LOGGER = "dev.flowguard";
  private static final int LONGEST = 1_000;

  private final ClassLoader application;
  private @Nullable Object logger;
  private @Nullable Method error;
  private @Nullable Method warn;
  private boolean looked;

  /**
   * @param application the loader that sees the application's logging
   */
  public LogLine(ClassLoader application) {
    this.application = application;
  }

  /** Writes the line. Called by one thread. */
  public void write(Event event) {
    if (!looked) {
      looked = true;
      look();
    }
    String line = Inert.text(event.sentence(), LONGEST);
    Method method = event.result().outcome().wasStopped() ? error : warn;
    if (logger != null && method != null) {
      try {
        method.invoke(logger, line);
        return;
      } catch (ReflectiveOperationException e) {
        logger = null; // a logging framework that fails once is not asked again
      }
    }
    Console.print("flowguard: " + line);
  }

  private void look() {
    try {
      Class<?> factory = Class.forName("org.slf4j.LoggerFactory", true, application);
      Class<?> type = Class.forName("org.slf4j.Logger", true, application);
      error = type.getMethod("error", String.class);
      warn = type.getMethod("warn", String.class);
      logger = factory.getMethod("getLogger", String.class).invoke(null, LOGGER);
    } catch (ReflectiveOperationException | LinkageError e) {
      logger = null; // the application has no SLF4J
    }
  }
}
