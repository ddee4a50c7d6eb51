package dev.flowguard.agent.start;

import java.lang.instrument.Instrumentation;

/**
 * The class that the JVM starts. Java 8, so that an older JVM gets a sentence instead of a crash;
 * it never throws, because a {@code premain} that throws takes the JVM down with it.
 */
public final class Agent {
  private static final int OLDEST = 17;
  private static final String STARTUP = "dev.flowguard.agent.guard.Startup";

  /** Tools of the JDK that JAVA_TOOL_OPTIONS reaches too; guarding them would only slow them. */
  private static final String TOOLS =
      " jcmd jps jstat jstack jmap jinfo jar javac javadoc javap jlink jmod jdeps keytool jarsigner"
          + " jpackage jshell serialver jfr jhsdb jconsole ";

  private Agent() {}

  /** Started by {@code -javaagent}, before {@code main}. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    try {
      start(arguments, instrumentation, false);
    } catch (Throwable e) {
      complain("not attached, nothing is guarded: " + e);
    }
  }

  /** Started by the {@code attach} command, in a JVM that runs already. */
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    try {
      if (isGuarded()) {
        complain("a guard is attached to this JVM already; it stays as it is.");
      } else {
        start(arguments, instrumentation, true);
      }
    } catch (Throwable e) {
      complain("not attached, nothing is guarded: " + e);
    }
  }

  private static boolean isGuarded() {
    try {
      Class.forName("java.lang.FlowguardBridge", false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static void start(String arguments, Instrumentation instrumentation, boolean isRunning)
      throws Throwable {
    int version = javaVersion();
    if (version < OLDEST) {
      complain("needs Java " + OLDEST + " or newer, this is " + version + "; nothing is guarded.");
      return;
    }
    if (isTool()) {
      return;
    }
    try {
      CoreLoader.core()
          .loadClass(STARTUP)
          .getMethod("start", String.class, Instrumentation.class, boolean.class)
          .invoke(null, arguments, instrumentation, isRunning);
    } catch (java.lang.reflect.InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static int javaVersion() {
    String version = System.getProperty("java.specification.version", "0");
    try {
      return Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
    } catch (NumberFormatException e) {
      return OLDEST; // a JVM that names itself oddly is not an old one
    }
  }

  private static boolean isTool() {
    // Set by the launchers of the JDK's tools: jdk.compiler/com.sun.tools.javac.Main and the like.
    String main = System.getProperty("jdk.module.main", "");
    String command = System.getProperty("sun.java.command", "");
    int space = command.indexOf(' ');
    String program = space < 0 ? command : command.substring(0, space);
    return main.startsWith("jdk.")
        || main.equals("java.base") && program.contains("sun.security.tools")
        || TOOLS.contains(" " + program + " ");
  }

  private static void complain(String what) {
    System.err.println("flowguard: " + what);
  }
}
