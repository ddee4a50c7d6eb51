package dev.flowguard.api;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * What an application may tell the guard. Without the agent, every call does nothing.
 *
 * <p>Safe to call from any thread. Never throws for a fault of the guard.
 */
public final class Flowguard {
  private static final String BRIDGE = "java.lang.FlowguardBridge";

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
    if (value != null && category != null && Bridge.PROTECT != null) {
      try {
        Bridge.PROTECT.invoke(category, (Object) value, document);
      } catch (Throwable e) {
        // The bridge throws nothing; a broken one must not break the application.
        Bridge.report(e);
      }
    }
    return value;
  }

  /** Forgets all that was declared as part of this document. */
  public static void forget(String document) {
    if (document != null && Bridge.FORGET != null) {
      try {
        Bridge.FORGET.invoke(document);
      } catch (Throwable e) {
        Bridge.report(e);
      }
    }
  }

  private static final class Bridge {
    static final MethodHandle PROTECT = find("protect", String.class, Object.class, String.class);
    static final MethodHandle FORGET = find("forget", String.class);

    private static boolean reported;

    private static MethodHandle find(String name, Class<?>... parameters) {
      try {
        Class<?> bridge = Class.forName(BRIDGE, true, null);
        return MethodHandles.publicLookup()
            .findStatic(bridge, name, MethodType.methodType(void.class, parameters));
      } catch (ClassNotFoundException e) {
        return null; // no agent in this JVM
      } catch (ReflectiveOperationException e) {
        report(e);
        return null;
      }
    }

    static synchronized void report(Throwable e) {
      if (!reported) {
        reported = true;
        System.err.println(
            "flowguard: the agent and flowguard-api do not fit together ("
                + e.getClass().getName()
                + "); use the same version of both. Values given to protect() are not matched.");
      }
    }
  }
}
