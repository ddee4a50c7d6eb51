package dev.flowguard.agent.start;

import java.lang.instrument.Instrumentation;

/**
 * The class that the JVM starts. Java 8, so that an older JVM gets a sentence instead of a crash;
 * it does not throw, because a {@code premain} that throws takes the JVM down with it, unless the
 * operator wants just that.
 */
public final class Agent {
  private static final int OLDEST = 17;
  private static final int REFUSED = 1;
  private static final String FAIL_START = "fail-start";
  private static final String FAIL_START_VARIABLE = "FLOWGUARD_FAIL_START";
  private static final String STARTUP = "dev.flowguard.agent.startup.Startup";

  /** Tools of the JDK that JAVA_TOOL_OPTIONS reaches too; guarding them would only slow them. */
  private static final String TOOLS =
      " jcmd jps jstat jstack jmap jinfo jar javac javadoc javap jlink jmod jdeps keytool jarsigner"
          + " jpackage jshell serialver jfr jhsdb jconsole ";

  private Agent() {}

  /**
   * Started by {@code -javaagent}, before {@code main}. Ends the JVM if it cannot start the guard
   * and {@code fail-start} is set.
   */
  public static void premain(String arguments, Instrumentation instrumentation) {
    boolean mustGuard = false;
    try {
      // First, and without another class: whatever fails from here on, this is known.
      mustGuard =
          isFailStart(
              arguments, property("flowguard." + FAIL_START), variable(FAIL_START_VARIABLE));
      if (isGuarded()) {
        complain("a guard is attached already; this second one does nothing.");
      } else if (!start(arguments, instrumentation, false) && mustGuard) {
        end();
      }
    } catch (Throwable e) {
      complain("not attached, nothing is guarded: " + e);
      if (mustGuard) {
        end();
      }
    }
  }

  /**
   * Ends the JVM. Where a security manager does not allow that, the exception does: a {@code
   * premain} that throws is one of the JVM's own reasons not to start.
   */
  private static void end() {
    complain(
        "the JVM is not started, because fail-start is set. Remove the cause above, or start"
            + " without fail-start.");
    Runtime.getRuntime().halt(REFUSED);
  }

  /**
   * Whether {@code fail-start} is set, by the rules of all settings: the argument overrides the
   * property, and that the variable; in each the first value counts, and only {@code true} sets it.
   *
   * @param arguments of the agent; may be null, like the others
   */
  static boolean isFailStart(String arguments, String property, String variable) {
    String value = inArguments(arguments == null ? "" : arguments);
    if (value == null) {
      value = property == null ? variable : property;
    }
    return "true".equals(value);
  }

  /** The value in {@code key=value,…}, where values with commas are in quotes; null for none. */
  private static String inArguments(String arguments) {
    boolean isQuoted = false;
    int start = 0;
    for (int i = 0; i <= arguments.length(); i++) {
      if (i < arguments.length() && arguments.charAt(i) == '"') {
        isQuoted = !isQuoted;
      }
      if (i == arguments.length() || arguments.charAt(i) == ',' && !isQuoted) {
        String piece = arguments.substring(start, i);
        int equals = piece.indexOf('=');
        if (equals >= 0 && piece.substring(0, equals).trim().equals(FAIL_START)) {
          String value = piece.substring(equals + 1).trim();
          boolean hasQuotes = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
          return hasQuotes ? value.substring(1, value.length() - 1) : value;
        }
        start = i + 1;
      }
    }
    return null;
  }

  private static String property(String name) {
    try {
      return System.getProperty(name);
    } catch (SecurityException e) {
      return null;
    }
  }

  private static String variable(String name) {
    try {
      return System.getenv(name);
    } catch (SecurityException e) {
      return null;
    }
  }

  /** Started by the {@code attach} command, in a JVM that runs already. */
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    try {
      if (isGuarded()) {
        complain("a guard is attached already; this second one does nothing.");
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

  /** Starts the core; false if this JVM is too old. */
  private static boolean start(String arguments, Instrumentation instrumentation, boolean isRunning)
      throws Throwable {
    int version = javaVersion();
    if (version < OLDEST) {
      complain("needs Java " + OLDEST + " or newer, this is " + version + "; nothing is guarded.");
      return false;
    }
    if (isTool()) {
      return true;
    }
    CoreLoader.loadVisible();
    try {
      CoreLoader.core()
          .loadClass(STARTUP)
          .getMethod("start", String.class, Instrumentation.class, boolean.class)
          .invoke(null, arguments, instrumentation, isRunning);
      return true;
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
