package dev.flowguard.agent.log;

import java.lang.ref.Reference;

/**
 * One line for people.
 *
 * @param application the loader of the application that it belongs to
 * @param isError at level error; at warn otherwise
 */
record Line(String text, boolean isError, Reference<ClassLoader> application) {
  /** The line for more of the same. */
  Line repeated(long times) {
    return new Line(
        times + (times == 1 ? " more time" : " more times") + " in the last minute: " + text,
        isError,
        application);
  }
}
