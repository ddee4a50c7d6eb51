package dev.flowguard.api;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;

/**
 * Calls by which an application informs the guard. Without the agent, every call does nothing; one
 * that is attached while the JVM runs is noticed within a second.
 *
 * <p>Safe to call from any thread. Never throws for a fault of the guard. Where stack or memory end
 * in a call, the agent reports that its value is lost; in the first call of all, the error is
 * thrown.
 */
public final class Flowguard {
  private static final String BRIDGE = "java.lang.FlowguardBridge";

  /** How much was forgotten, where that is not known. */
  private static final int UNKNOWN = -1;

  private Flowguard() {}

  /**
   * Declares a value as protected content. Every request that starts after the call returned is
   * matched against it.
   *
   * @param category a category of the policy, such as {@code chat-conversation}; a value of a
   *     category that the policy does not name is not kept
   * @param value a {@link CharSequence}, {@code byte[]}, {@link java.util.Optional}, {@link
   *     Iterable}, array, or record of these; anything else, and null, is left alone
   * @return the value itself, so that the call can stand where the value is used
   */
  public static <T> T protect(String category, T value) {
    return protect(category, value, null);
  }

  /**
   * Declares a value as part of a document, so that the document can be forgotten as a whole.
   *
   * @param document the application's own id of the document; not shown anywhere
   */
  public static <T> T protect(String category, T value, String document) {
    return protect(category, value, null, document);
  }

  /**
   * Declares a value as part of a document, and says whose it is. What is in content of three
   * owners is a common phrase and stops nothing; where no owner is known, five unlike documents are
   * needed.
   *
   * @param owner the application's own id of whoever the content belongs to, such as a user or a
   *     tenant; kept as a keyed hash, not shown anywhere. Null where it is not known
   * @param document the application's own id of the document, or null
   */
  public static <T> T protect(String category, T value, String owner, String document) {
    Bridge bridge = value == null || category == null ? null : Bridge.get();
    if (bridge != null) {
      try {
        bridge.protect(category, value, owner, document);
      } catch (VirtualMachineError e) {
        bridge.missed[0]++;
      } catch (Throwable e) {
        // The bridge throws nothing; a broken one must not break the application.
        Bridge.report(e);
      }
    }
    return value;
  }

  /**
   * Forgets all that is known of this document, from whichever source, also what still waits to be
   * fingerprinted. What is captured of it after this call is known again.
   *
   * @param document as given to {@link #protect(String, Object, String)}; null is left alone
   * @return how many values were known and are forgotten, 0 without the agent. -1 where the number
   *     is not known: another thread of the agent does it, because this one has little stack left
   *     or the agent has just started; or the agent is older than this class; or an error came
   *     between, which the agent reports
   */
  public static int forget(String document) {
    Bridge bridge = document == null ? null : Bridge.get();
    if (bridge == null) {
      return 0;
    }
    try {
      return bridge.forget(document);
    } catch (VirtualMachineError e) {
      bridge.missed[0]++;
      return UNKNOWN;
    } catch (Throwable e) {
      Bridge.report(e);
      return UNKNOWN;
    }
  }

  /**
   * Forgets all that is known of this owner, of all documents, from whichever source, also what
   * still waits to be fingerprinted. What is captured of it after this call is known again.
   *
   * @param owner as given to {@link #protect(String, Object, String, String)}; null is left alone
   * @return as {@link #forget} does. An agent that is older than this method forgets nothing: that
   *     is reported on standard error
   */
  public static int forgetOwner(String owner) {
    Bridge bridge = owner == null ? null : Bridge.get();
    if (bridge == null) {
      return 0;
    }
    try {
      return bridge.forgetOwner(owner);
    } catch (VirtualMachineError e) {
      bridge.missed[0]++;
      return UNKNOWN;
    } catch (Throwable e) {
      Bridge.report(e);
      return UNKNOWN;
    }
  }

  /**
   * Allows requests to one host for a call, whatever is in them: for addresses that users choose
   * themselves, such as a webhook to which they have their own content sent.
   *
   * <pre>{@code
   * try (Flowguard.Allowance allowance = Flowguard.allow(hook.getHost(), "webhook of the user")) {
   *   client.send(request);
   * }
   * }</pre>
   *
   * <p>It holds for requests that the running thread starts before the scope is closed, also where
   * a client sends them from a thread of its own, and for no other host, so that a redirect to one
   * is judged as always. What the application itself hands to another thread (an executor, a
   * publisher that is subscribed to elsewhere) is not covered: open the scope there. Close it on
   * the thread that opened it.
   *
   * <p>Each request that passes because of it is recorded with host and reason; both are recorded
   * as they are, so neither may quote content. For a processor that the policy declares it has no
   * effect, and that is reported: write a permit or an exception into the policy.
   *
   * @param host one exact host name or address, without scheme, port, path or pattern
   * @param reason for whoever reads the record; cut after 200 characters
   * @return ends the scope when it is closed
   * @throws IllegalArgumentException if the host is not one exact host, or there is no reason.
   *     Parts of what is wrong with a host are noticed with the agent only
   */
  public static Allowance allow(String host, String reason) {
    if (reason == null || reason.trim().isEmpty()) {
      throw new IllegalArgumentException("Flowguard.allow needs a reason: it is recorded");
    }
    if (host == null || host.isEmpty()) {
      throw new IllegalArgumentException("Flowguard.allow needs a host");
    }
    Bridge bridge = Bridge.get();
    Object scope = null;
    if (bridge != null) {
      try {
        scope = bridge.allow(host, reason);
      } catch (Throwable e) {
        Bridge.report(e);
      }
    }
    if (scope instanceof String) {
      throw new IllegalArgumentException("Flowguard.allow: " + scope);
    }
    Runnable end = (Runnable) scope;
    return () -> {
      if (end != null) {
        end.run();
      }
    };
  }

  /** A scope in which requests to a host are allowed. Closing it twice does nothing more. */
  public interface Allowance extends AutoCloseable {
    @Override
    void close();
  }

  /** The way to the guard, which may be attached while the JVM runs. */
  private static final class Bridge {
    /** How long it is taken for granted that there is no guard, because looking is not cheap. */
    private static final long LOOK_AGAIN_NANOS = 1_000_000_000L;

    private static volatile Bridge found;
    private static volatile boolean isBroken;

    /** Set by the first look, not by an initialiser: one for which there is no stack never ends. */
    private static volatile boolean hasLooked;

    private static volatile long lookedAt;

    private static boolean reported;

    private final MethodHandle protect;

    /** False for an agent that is older than owners are. */
    private final boolean takesOwner;

    private final MethodHandle forget;

    /** False for an agent that is older than counts of what was forgotten are. */
    private final boolean countsForgotten;

    /** Null for such an agent. */
    private final MethodHandle forgetOwner;

    /**
     * One number, which the agent reads: calls that ended for lack of stack or memory before they
     * arrived there. Written without a call, for which there may be no stack, so not private; about
     * right is enough.
     */
    final int[] missed = {0};

    /** Null for an agent that is older than allowances are: it allows nothing. */
    private final MethodHandle allow;

    private Bridge(Class<?> bridge) throws ReflectiveOperationException {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      MethodType type = MethodType.methodType(void.class, String.class, Object.class, String.class);
      MethodHandle withOwner;
      try {
        withOwner = lookup.findStatic(bridge, "protect", type.appendParameterTypes(String.class));
      } catch (NoSuchMethodException e) {
        withOwner = null;
      }
      takesOwner = withOwner != null;
      protect = takesOwner ? withOwner : lookup.findStatic(bridge, "protect", type);
      MethodHandle allowing;
      try {
        MethodType two = MethodType.methodType(Object.class, String.class, String.class);
        allowing = lookup.findStatic(bridge, "allow", two);
      } catch (NoSuchMethodException e) {
        allowing = null;
      }
      allow = allowing;
      MethodType count = MethodType.methodType(int.class, String.class);
      MethodHandle counted;
      MethodHandle ofOwner;
      try {
        counted = lookup.findStatic(bridge, "forgetDocument", count);
        ofOwner = lookup.findStatic(bridge, "forgetOwner", count);
      } catch (NoSuchMethodException e) {
        counted = null;
        ofOwner = null;
      }
      countsForgotten = counted != null;
      forget =
          countsForgotten
              ? counted
              : lookup.findStatic(
                  bridge, "forget", MethodType.methodType(void.class, String.class));
      forgetOwner = ofOwner;
      try {
        bridge.getMethod("countMissed", int[].class).invoke(null, missed); // kept here alone
      } catch (NoSuchMethodException e) {
        // An agent that is older than this count is.
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof Error) {
          // No memory or stack, which may happen in each line above too. The next call looks again.
          throw (Error) e.getCause();
        }
        throw e;
      }
    }

    int forget(String document) throws Throwable {
      if (countsForgotten) {
        return (int) forget.invoke(document);
      }
      forget.invoke(document);
      return UNKNOWN;
    }

    int forgetOwner(String owner) throws Throwable {
      if (forgetOwner == null) {
        throw new NoSuchMethodException("forgetOwner");
      }
      return (int) forgetOwner.invoke(owner);
    }

    void protect(String category, Object value, String owner, String document) throws Throwable {
      if (takesOwner) {
        protect.invoke(category, value, owner, document);
      } else {
        protect.invoke(category, value, document);
      }
    }

    Object allow(String host, String reason) throws Throwable {
      return allow == null ? null : allow.invoke(host, reason);
    }

    /** The bridge, or null without a guard. */
    static Bridge get() {
      Bridge there = found;
      return there != null
              || isBroken
              || hasLooked && System.nanoTime() - lookedAt < LOOK_AGAIN_NANOS
          ? there
          : look();
    }

    private static synchronized Bridge look() {
      if (found == null && !isBroken) {
        try {
          found = new Bridge(Class.forName(BRIDGE, true, null));
        } catch (ClassNotFoundException e) {
          // Only now: threads that come while one looks must wait for what it finds.
          lookedAt = System.nanoTime();
          hasLooked = true;
          return null; // no agent in this JVM, or not yet
        } catch (ReflectiveOperationException e) {
          isBroken = true;
          report(e);
        }
      }
      return found;
    }

    static synchronized void report(Throwable e) {
      if (!reported) {
        reported = true;
        System.err.println(
            "flowguard: the agent and flowguard-api do not fit together ("
                + e.getClass().getName()
                + "); use the same version of both. Until then what was asked for is not done.");
      }
    }
  }
}
