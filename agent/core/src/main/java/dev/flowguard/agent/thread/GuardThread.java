package dev.flowguard.agent.thread;

/**
 * A thread of the guard: a daemon that holds on to nothing of whoever starts it, neither class
 * loader nor inheritable thread locals.
 *
 * <p>A class to extend, and not a function to pass: threads are made before {@code main}, where
 * each lambda costs a start more than a class does.
 */
public abstract class GuardThread extends Thread {
  /**
   * @param name begins with {@code flowguard-}
   */
  protected GuardThread(String name) {
    this(name, 0);
  }

  /**
   * @param stackBytes of its stack; 0 for the JVM's default
   */
  protected GuardThread(String name, long stackBytes) {
    super(null, null, name, stackBytes, false);
    setDaemon(true);
    setContextClassLoader(null);
  }

  @Override
  public abstract void run();
}
