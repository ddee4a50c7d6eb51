package dev.flowguard.agent.contract;

import io.quarkus.bootstrap.runner.QuarkusEntryPoint;

/** Runs what Quarkus has built, as its own jar does. */
final class QuarkusProgram implements ServerProgram {
  /** The property of the JVM that the application sets: it has class loaders of its own. */
  static final String PORT = "served.port";

  private static final long PAUSE_MILLIS = 20;

  @Override
  public int start() throws InterruptedException {
    Thread main = new Thread(QuarkusProgram::run, "main of Quarkus");
    main.start();
    while (System.getProperty(PORT) == null && main.isAlive()) {
      Thread.sleep(PAUSE_MILLIS);
    }
    return Integer.getInteger(PORT);
  }

  private static void run() {
    try {
      QuarkusEntryPoint.main();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
