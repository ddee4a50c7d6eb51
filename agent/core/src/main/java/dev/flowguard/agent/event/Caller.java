package dev.flowguard.agent.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the application's code on a stack: frames that are of no library, or of the packages that
 * the setting {@code application.packages} names. A library is known under a renamed package too.
 *
 * <p>Safe to call from any thread.
 */
public final class Caller {
  static final int FRAMES_LOOKED_AT = 256;
  private static final int FRAMES_SHOWN = 3;

  /** The guard and the JDK; clients and what is built on them come from {@link #know}. */
  private static final List<String> OWN =
      List.of(
          "dev.flowguard.agent.alert.",
          "dev.flowguard.agent.event.",
          "dev.flowguard.agent.gates.",
          "dev.flowguard.agent.guard.",
          "dev.flowguard.agent.journal.",
          "dev.flowguard.agent.link.",
          "dev.flowguard.agent.record.",
          "dev.flowguard.agent.source.",
          "dev.flowguard.agent.startup.",
          "dev.flowguard.agent.status.",
          "dev.flowguard.agent.spi.",
          "dev.flowguard.agent.weave.",
          "dev.flowguard.api.",
          "dev.flowguard.rules.",
          "com.sun.",
          "java.",
          "javax.",
          "jdk.",
          "sun.");

  private static volatile Packages libraries = new Packages(OWN);
  private static volatile @Nullable Packages application;

  private Caller() {}

  /**
   * Sets what is known of libraries and of the application.
   *
   * @param packages of libraries, such as {@code io.netty}
   * @param ofApplication packages whose frames alone are the application's; empty for all that are
   *     of no library
   */
  public static void know(Collection<String> packages, Collection<String> ofApplication) {
    List<String> all = new ArrayList<>(OWN);
    for (String each : packages) {
      all.add(dotted(each));
    }
    libraries = new Packages(all);
    List<String> named = new ArrayList<>();
    for (String each : ofApplication) {
      named.add(dotted(each));
    }
    application = named.isEmpty() ? null : new Packages(named);
  }

  private static String dotted(String name) {
    return name.endsWith(".") ? name : name + ".";
  }

  /**
   * The first frames of the application, {@code class.method:line}, innermost first: at most
   * {@value #FRAMES_SHOWN}, and none where there is no application on the stack.
   */
  public static List<String> here() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .limit(FRAMES_LOOKED_AT)
                    .filter(each -> isApplication(each.getClassName()))
                    .limit(FRAMES_SHOWN)
                    .map(Caller::text)
                    .toList());
  }

  /** The same, of frames that were noted before, innermost first. */
  static List<String> of(StackTraceElement[] frames) {
    List<String> callers = new ArrayList<>(FRAMES_SHOWN);
    int most = Math.min(frames.length, FRAMES_LOOKED_AT);
    for (int i = 0; i < most && callers.size() < FRAMES_SHOWN; i++) {
      StackTraceElement each = frames[i];
      if (isApplication(each.getClassName())) {
        callers.add(text(each.getClassName(), each.getMethodName(), each.getLineNumber()));
      }
    }
    return callers;
  }

  /** True if a method of this class is running on this thread. */
  public static boolean isOnStack(String className) {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .limit(FRAMES_LOOKED_AT)
                    .anyMatch(each -> each.getClassName().equals(className)));
  }

  /** True if frames of this class are shown. */
  static boolean isApplication(String className) {
    if (isGenerated(className)) {
      return false;
    }
    Packages named = application;
    return named == null ? !libraries.have(className) : named.begin(className);
  }

  /** A proxy or a subclass that a library has made of a class of the application. */
  private static boolean isGenerated(String className) {
    int name = className.lastIndexOf('.') + 1;
    return className.startsWith("$Proxy", name) || className.indexOf("$$", name) >= 0;
  }

  private static String text(StackWalker.StackFrame frame) {
    return text(frame.getClassName(), frame.getMethodName(), frame.getLineNumber());
  }

  private static String text(String className, String method, int line) {
    return className + "." + method + ":" + line;
  }

  /** Packages, sorted, none within another. */
  private static final class Packages {
    private final List<String> names;

    /**
     * @param names each ends with a dot
     */
    Packages(Collection<String> names) {
      List<String> sorted = new ArrayList<>(names);
      Collections.sort(sorted);
      List<String> outermost = new ArrayList<>();
      for (String name : sorted) {
        if (outermost.isEmpty() || !name.startsWith(outermost.get(outermost.size() - 1))) {
          outermost.add(name);
        }
      }
      this.names = List.copyOf(outermost);
    }

    /** True if a class is in one of these packages. */
    boolean begin(String className) {
      return isAt(className, 0);
    }

    /** The same, or in a copy whose name one of these packages was appended to. */
    boolean have(String className) {
      if (isAt(className, 0)) {
        return true;
      }
      for (int dot = className.indexOf('.'); dot >= 0; dot = className.indexOf('.', dot + 1)) {
        if (isAt(className, dot + 1) && hasTwoParts(className, dot + 1)) {
          return true;
        }
      }
      return false;
    }

    /** A word like {@code scala} in the middle of a name says nothing. */
    private boolean hasTwoParts(String className, int start) {
      String name = names.get(floor(className, start));
      return name.indexOf('.') < name.length() - 1;
    }

    private boolean isAt(String className, int start) {
      int floor = floor(className, start);
      return floor >= 0 && className.startsWith(names.get(floor), start);
    }

    /** The last name that does not come after the rest of a class's name, or -1. */
    private int floor(String className, int start) {
      int low = 0;
      int high = names.size() - 1;
      while (low <= high) {
        int middle = low + high >>> 1;
        if (compare(names.get(middle), className, start) <= 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return high;
    }

    private static int compare(String name, String className, int start) {
      int length = Math.min(name.length(), className.length() - start);
      for (int i = 0; i < length; i++) {
        int difference = name.charAt(i) - className.charAt(start + i);
        if (difference != 0) {
          return difference;
        }
      }
      return name.length() - (className.length() - start);
    }
  }
}
