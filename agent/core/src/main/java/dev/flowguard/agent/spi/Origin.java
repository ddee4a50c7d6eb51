package dev.flowguard.agent.spi;

import dev.flowguard.agent.event.Caller;
import dev.flowguard.rules.inspection.StackRoom;
import dev.flowguard.rules.request.Allowance;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, noted on the thread on which the application started it; a client may
 * send it from another one.
 *
 * @param callers the first frames of the application, {@code class.method:line}, innermost first
 * @param mark what {@link #mark} was last given on this thread; {@link Inherited} where only a
 *     thread that started this one was marked; or null
 * @param application the context loader of the thread, by which its log is found
 * @param allowances of the scopes that were open
 */
public record Origin(
    List<String> callers,
    @Nullable Object mark,
    Reference<ClassLoader> application,
    List<Allowance> allowances) {
  public Origin {
    callers = List.copyOf(callers);
    allowances = List.copyOf(allowances);
  }

  /** Where there is too little stack to look. */
  private static final Origin UNKNOWN =
      new Origin(List.of(), null, new WeakReference<>(null), List.of());

  /**
   * The mark of a thread that started this one. Whose work this thread does by now nobody knows:
   * threads of pools and event loops serve all, and were started by whoever came first.
   */
  public record Inherited(Object mark) {}

  private static final InheritableThreadLocal<Object> MARKS =
      new InheritableThreadLocal<>() {
        @Override
        protected @Nullable Object childValue(@Nullable Object ofParent) {
          return ofParent == null || ofParent instanceof Inherited
              ? ofParent
              : new Inherited(ofParent);
        }
      };

  /** False as long as nothing was ever marked: then no thread pays for a map of its own. */
  private static volatile boolean isMarked;

  /**
   * Of the running thread; where there is no application on its stack, of the thread that handed
   * over what it goes on with. Nothing is known where the stack is about to end: the look could
   * leave classes of the JDK without a working initialiser, for the application too.
   */
  public static Origin here() {
    if (!StackRoom.isEnough()) {
      return UNKNOWN;
    }
    List<String> callers = Caller.here();
    Origin resumed = callers.isEmpty() ? RequestOrigins.resumed() : null;
    return resumed == null ? here(callers) : resumed;
  }

  private static Origin here(List<String> callers) {
    return new Origin(
        callers,
        isMarked ? MARKS.get() : null,
        new WeakReference<>(Thread.currentThread().getContextClassLoader()),
        Allowances.open());
  }

  /**
   * Marks the running thread, and as {@link Inherited} those that it starts from now on; null takes
   * the mark away.
   */
  public static void mark(@Nullable Object mark) {
    isMarked = true;
    if (mark == null) {
      MARKS.remove();
    } else {
      MARKS.set(mark);
    }
  }
}
