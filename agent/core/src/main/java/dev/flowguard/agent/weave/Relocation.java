package dev.flowguard.agent.weave;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Under which name one copy of a library goes: libraries are packed into others with their packages
 * renamed (shaded), as {@code io.netty} is {@code io.grpc.netty.shaded.io.netty} in one.
 *
 * <p>What is renamed is the package that all of a library's names begin with; the rest of each name
 * stays, and so does the last part of that package.
 *
 * @param from the library's own package, internal name, such as {@code io/netty}
 * @param to how it is named in this copy
 */
public record Relocation(String from, String to) {
  /** A library under its own name, or the JDK. */
  public static final Relocation NONE = new Relocation("", "");

  /**
   * How a class of a library is renamed, or null if it is another class.
   *
   * @param expected internal name of the class in the library
   * @param actual internal name of a class that was met
   * @param packages of the library that may be renamed
   */
  static @Nullable Relocation of(String expected, String actual, List<String> packages) {
    if (expected.equals(actual)) {
      return NONE;
    }
    String from = packageOf(expected, packages);
    if (from == null || !actual.endsWith(expected.substring(from.length()))) {
      return null;
    }
    String to = actual.substring(0, actual.length() - (expected.length() - from.length()));
    return isSameTail(from, to) ? new Relocation(from, to) : null;
  }

  /** True if a descriptor is another one but for renamed packages. */
  static boolean isSameShape(String expected, String actual, List<String> packages) {
    int e = 0;
    int a = 0;
    while (e < expected.length() && a < actual.length()) {
      char sort = expected.charAt(e++);
      if (sort != actual.charAt(a++)) {
        return false;
      }
      if (sort == 'L') {
        int expectedEnd = expected.indexOf(';', e);
        int actualEnd = actual.indexOf(';', a);
        String expectedName = expected.substring(e, expectedEnd);
        if (actualEnd < 0 || of(expectedName, actual.substring(a, actualEnd), packages) == null) {
          return false;
        }
        e = expectedEnd;
        a = actualEnd;
      }
    }
    return e == expected.length() && a == actual.length();
  }

  /** The name in this copy, of a class of the renamed package; any other name stays. */
  public String apply(String internalName) {
    return isRenamed() && isIn(internalName, from)
        ? to + internalName.substring(from.length())
        : internalName;
  }

  /** False for a library under its own name. */
  public boolean isRenamed() {
    return !from.isEmpty();
  }

  /**
   * What precedes the renamed package's last part, such as {@code io/grpc/netty/shaded/io/}:
   * packages that were renamed along with it mostly got the same before their names.
   */
  public String prefix() {
    String kept = from;
    while (!to.endsWith(kept)) {
      kept = kept.substring(kept.indexOf('/') + 1);
    }
    return to.substring(0, to.length() - kept.length());
  }

  /** The package of the list that a class belongs to, or null. */
  public static @Nullable String packageOf(String internalName, List<String> packages) {
    for (String each : packages) {
      if (isIn(internalName, each)) {
        return each;
      }
    }
    return null;
  }

  private static boolean isIn(String internalName, String packageName) {
    return internalName.startsWith(packageName)
        && internalName.length() > packageName.length()
        && internalName.charAt(packageName.length()) == '/';
  }

  private static boolean isSameTail(String from, String to) {
    String last = from.substring(from.lastIndexOf('/') + 1);
    return to.equals(last) || to.endsWith("/" + last);
  }
}
