package dev.flowguard.agent.spi;

import dev.flowguard.agent.event.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, taken down on the thread on which the application started it; a
 * client may send it from another one.
 *
 * @param caller the application's frame, {@code class.method:line}, or null
 * @param mark what {@link #mark} was last given on the thread or one that started it, or null
 */
public record Origin(@Nullable String caller, @Nullable Object mark) {
  private static final InheritableThreadLocal<Object> MARKS = new InheritableThreadLocal<>();

  /** False as long as nothing was ever marked: then no thread pays for a map of its own. */
  private static volatile boolean isMarked;

  /** Of the running thread. */
  public static Origin here() {
    return new Origin(Caller.here(), isMarked ? MARKS.get() : null);
  }

  /** Marks the running thread and all that it starts from now on; null takes the mark away. */
  public static void mark(@Nullable Object mark) {
    isMarked = true;
    if (mark == null) {
      MARKS.remove();
    } else {
      MARKS.set(mark);
    }
  }
}
