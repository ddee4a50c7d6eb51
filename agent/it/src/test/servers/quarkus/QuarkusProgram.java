package dev.flowguard.agent.contract;

import io.quarkus.bootstrap.runner.QuarkusEntryPoint;

/** Runs what Quarkus has built, as its own jar does. */
final class QuarkusProgram implements ServerProgram {
  /**
   * The property of the JVM that the application sets: it has class loaders of its own. As a
   * constant it is one object in all of them, so that they can wait for each other by it.
   */
  static final String PORT = "served.port";

  private static boolean isOver;

  @Override
  public int start() throws InterruptedException {
    new Thread(QuarkusProgram::run, "main of Quarkus").start();
    synchronized (PORT) {
      while (System.getProperty(PORT) == null && !isOver) {
        PORT.wait();
      }
    }
    return Integer.getInteger(PORT);
  }

  private static void run() {
    try {
      QuarkusEntryPoint.main();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    } finally {
      synchronized (PORT) {
        isOver = true;
        PORT.notifyAll();
      }
    }
  }
}
