package dev.flowguard.agent.log;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The application's own SLF4J, found by reflection in its class loader, under the logger {@code
 * dev.flowguard}. Runs code of the application; for one thread, which waits for nothing else.
 * Nothing that leads to a loader is kept, so that an application can be unloaded.
 */
final class ApplicationLog {
  private static final String LOGGER = "dev.flowguard";

  /** Loaders that see no SLF4J, or one without a binding: they are not asked again. */
  private final Set<ClassLoader> without = Collections.newSetFromMap(new WeakHashMap<>());

  /**
   * Writes a line.
   *
   * @param isError at level error; at warn otherwise
   * @return false if this loader does not lead to a log
   */
  boolean write(ClassLoader loader, boolean isError, String line) {
    if (without.contains(loader)) {
      return false;
    }
    Thread thread = Thread.currentThread();
    thread.setContextClassLoader(loader);
    try {
      Class<?> factory = Class.forName("org.slf4j.LoggerFactory", true, loader);
      Object loggers = factory.getMethod("getILoggerFactory").invoke(null);
      String kind = loggers.getClass().getSimpleName();
      if (kind.equals("NOPLoggerFactory")) {
        without.add(loader);
        return false;
      }
      if (kind.equals("SubstituteLoggerFactory")) {
        return false; // it is being set up
      }
      Object logger = factory.getMethod("getLogger", String.class).invoke(null, LOGGER);
      Class.forName("org.slf4j.Logger", true, loader)
          .getMethod(isError ? "error" : "warn", String.class)
          .invoke(logger, line);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      without.add(loader); // the application has no SLF4J
      return false;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false; // an appender may throw anything; the line goes to standard error
    } finally {
      thread.setContextClassLoader(null);
    }
  }
}
