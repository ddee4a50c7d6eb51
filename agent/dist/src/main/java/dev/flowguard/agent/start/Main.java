package dev.flowguard.agent.start;

import java.lang.reflect.InvocationTargetException;

/** The command line: {@code java -jar flowguard-agent.jar}. */
public final class Main {
  private static final String COMMAND = "dev.flowguard.agent.cli.FlowguardCommand";

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) throws Throwable {
    try {
      int code =
          (Integer)
              CoreLoader.core()
                  .loadClass(COMMAND)
                  .getMethod("run", String[].class)
                  .invoke(null, (Object) arguments);
      System.exit(code);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
