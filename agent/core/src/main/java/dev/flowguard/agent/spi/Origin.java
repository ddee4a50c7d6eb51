package dev.flowguard.agent.spi;

import dev.flowguard.agent.event.CallStack;
import dev.flowguard.agent.event.Caller;
import dev.flowguard.rules.inspection.StackRoom;
import dev.flowguard.rules.request.Allowance;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, noted on the thread on which the application started it; a client may
 * send it from another one. Thread-safe.
 *
 * <p>Names the callers when it is first asked for them: until then it holds the {@link CallStack},
 * and with it classes of the application. A map in which it waits for its request is one of {@link
 * OriginMaps}.
 */
public final class Origin {
  /** Where there is too little stack to look. */
  private static final Origin UNKNOWN =
      new Origin(List.of(), null, new WeakReference<>(null), List.of());

  private final @Nullable Object mark;
  private final Reference<ClassLoader> application;
  private final List<Allowance> allowances;

  /** Null once the callers are known. */
  private volatile @Nullable CallStack stack;

  private volatile List<String> callers;

  /** {@link OriginMaps} has met it before. */
  private boolean isMet;

  /** Of callers that are known. */
  public Origin(
      List<String> callers,
      @Nullable Object mark,
      Reference<ClassLoader> application,
      List<Allowance> allowances) {
    this(null, callers, mark, application, allowances);
  }

  private Origin(
      @Nullable CallStack stack,
      List<String> callers,
      @Nullable Object mark,
      Reference<ClassLoader> application,
      List<Allowance> allowances) {
    this.stack = stack;
    this.callers = List.copyOf(callers);
    this.mark = mark;
    this.application = application;
    this.allowances = List.copyOf(allowances);
  }

  /** The first frames of the application, {@code class.method:line}, innermost first. */
  public List<String> callers() {
    CallStack noted = stack;
    if (noted != null) {
      callers = List.copyOf(noted.callers());
      stack = null; // after the callers: whoever finds none reads them next
    }
    return callers;
  }

  /**
   * What {@link #mark} was last given on this thread; {@link Inherited} where only a thread that
   * started this one was marked; or null.
   */
  public @Nullable Object mark() {
    return mark;
  }

  /** The context loader of the thread, by which its log is found. */
  public Reference<ClassLoader> application() {
    return application;
  }

  /** Of the scopes that were open. */
  public List<Allowance> allowances() {
    return allowances;
  }

  /**
   * Names the callers if it was met before, and holds no class of the application from then on.
   *
   * @return true if there was something to do
   */
  boolean settle() {
    if (stack == null) {
      return false;
    }
    boolean isOld = isMet;
    isMet = true;
    if (isOld) {
      callers();
    }
    return isOld;
  }

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
    return CallStack.isWhole() && !RequestOrigins.mayBeResumed()
        ? of(new CallStack(), List.of())
        : named();
  }

  /** The same with its callers named at once, for what may be held after its request has ended. */
  public static Origin hereNamed() {
    return StackRoom.isEnough() ? named() : UNKNOWN;
  }

  private static Origin named() {
    List<String> callers = Caller.here();
    Origin resumed = callers.isEmpty() ? RequestOrigins.resumed() : null;
    return resumed == null ? of(null, callers) : resumed;
  }

  private static Origin of(@Nullable CallStack stack, List<String> callers) {
    return new Origin(
        stack,
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
