package dev.flowguard.agent.spi;

import dev.flowguard.agent.event.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Carries the origin of a request from the thread that hands it over to its client to the thread
 * that sends it.
 *
 * <p>A gate at the hand-over notes the origin for an object that the client keeps with the request.
 * A gate in the method that goes on with the request elsewhere resumes it: what that method calls
 * finds the origin by {@link #resumed}. The object is compared by identity and held weakly.
 *
 * <p>Thread-safe. Shared by the gates of all clients, because one client may send with another.
 */
public final class RequestOrigins {
  private static final WeakIdentityMap<Object, Origin> NOTED = new WeakIdentityMap<>(lost -> {});
  private static final ThreadLocal<@Nullable Resumed> RESUMED = new ThreadLocal<>();

  /** False as long as nothing was ever resumed: then no thread pays for a map of its own. */
  private static volatile boolean isUsed;

  /**
   * What the running thread goes on with.
   *
   * @param className of the method that does: once it has returned, this is stale
   */
  private record Resumed(Origin origin, String className) {}

  private RequestOrigins() {}

  /**
   * Notes that the running thread hands a request over, if a rule concerns it. The first note
   * counts: a client may pass here again on its own threads, for redirects and retries.
   *
   * @param request an object that the client keeps with this request, and with no other
   * @param port or -1 if unknown
   * @param target path and query, or the absolute URL
   */
  public static void note(Guard guard, Object request, String host, int port, String target) {
    if (guard.concerns(host, port, target) && NOTED.get(request) == null) {
      NOTED.put(request, Origin.hereNamed());
    }
  }

  /** Notes for an object of a client what was noted for the one that it is derived from. */
  public static void copy(Object from, Object to) {
    Origin origin = NOTED.get(from);
    if (origin != null) {
      NOTED.put(to, origin);
    }
  }

  /** Who handed a request over; null if no rule concerned it. */
  public static @Nullable Origin of(@Nullable Object request) {
    return request == null ? null : NOTED.get(request);
  }

  /**
   * Says whose request a method goes on with on the running thread. To be called each time that
   * method begins, also with null, which ends what it resumed before.
   *
   * @param className of the class that declares the method: as long as it is on the stack, the
   *     thread still works for this request
   */
  public static void resume(@Nullable Origin origin, String className) {
    if (origin != null) {
      isUsed = true;
      origin.callers(); // it stays with this thread until the next one
      RESUMED.set(new Resumed(origin, className));
    } else if (isUsed) {
      Resumed before = RESUMED.get();
      if (before != null && before.className.equals(className)) {
        RESUMED.remove();
      }
    }
  }

  /** False if {@link #resumed} is known to be null, which takes no look at the stack. */
  static boolean mayBeResumed() {
    return isUsed && RESUMED.get() != null;
  }

  /** Whose request the running thread goes on with; null if that is not known. */
  public static @Nullable Origin resumed() {
    Resumed resumed = isUsed ? RESUMED.get() : null;
    return resumed != null && Caller.isOnStack(resumed.className) ? resumed.origin : null;
  }
}
