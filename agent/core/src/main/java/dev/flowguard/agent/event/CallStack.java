package dev.flowguard.agent.event;

import java.util.List;

/**
 * The stack of a thread at one moment, as the JVM notes it for an exception: which classes and
 * methods these are is looked up when somebody asks. That costs a fraction of what a walk over the
 * frames does, and most requests have nothing to record.
 *
 * <p>Keeps the classes on the stack from being unloaded. Nothing that an unloaded application is
 * meant to leave behind may hold one for long. Never thrown.
 */
public final class CallStack extends Throwable {
  private static final long serialVersionUID = 1L;

  /** False until it is proved, and where options of the JVM keep stack traces short or empty. */
  private static volatile boolean isWhole;

  /** The running thread's. */
  public CallStack() {
    super(null, null, false, true);
  }

  /** Tries whether this JVM notes as many frames as are looked at, with as many on its stack. */
  public static void prove() {
    isWhole = below(Caller.FRAMES_LOOKED_AT).getStackTrace().length >= Caller.FRAMES_LOOKED_AT;
  }

  private static CallStack below(int frames) {
    return frames == 0 ? new CallStack() : below(frames - 1);
  }

  /** True if nothing is missing in one that is made now. */
  public static boolean isWhole() {
    return isWhole;
  }

  /** As {@link Caller#here}, of the thread and the moment that this is of. */
  public List<String> callers() {
    return Caller.of(getStackTrace());
  }
}
