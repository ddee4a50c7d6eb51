package dev.flowguard.junit;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The way to the guard in this JVM, over types of the JDK only. Safe to call from any thread. */
final class GuardLink {
  private static final String BRIDGE = "java.lang.FlowguardBridge";

  private final MethodHandle mark;
  private final MethodHandle listen;
  private final MethodHandle standIn;
  private final MethodHandle status;

  private GuardLink(Class<?> bridge) throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    mark = lookup.findStatic(bridge, "mark", MethodType.methodType(void.class, Object.class));
    listen =
        lookup.findStatic(bridge, "listen", MethodType.methodType(boolean.class, BiConsumer.class));
    standIn =
        lookup.findStatic(
            bridge,
            "standIn",
            MethodType.methodType(boolean.class, String.class, String.class, int.class));
    status = lookup.findStatic(bridge, "status", MethodType.methodType(Map.class));
  }

  /** The link, or null if no guard is attached. */
  static @Nullable GuardLink find() {
    try {
      return new GuardLink(Class.forName(BRIDGE, true, null));
    } catch (ClassNotFoundException e) {
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "flowguard-junit and the attached flowguard-agent do not fit together ("
              + e.getMessage()
              + "); use the same version of both",
          e);
    }
  }

  void mark(@Nullable Object with) {
    call(mark, with);
  }

  void listen(BiConsumer<Map<String, String>, @Nullable Object> listener) {
    call(listen, listener);
  }

  boolean standIn(String processor, String host, int port) {
    return Boolean.TRUE.equals(call(standIn, processor, host, port));
  }

  /** What the guard says of itself; null while it is not in place. */
  @SuppressWarnings("unchecked")
  @Nullable Map<String, String> status() {
    return (Map<String, String>) call(status);
  }

  /** Names of the policy's processors, for messages. */
  String processors() {
    Map<String, String> now = status();
    return now == null ? "" : now.getOrDefault("processors", "");
  }

  private static @Nullable Object call(MethodHandle method, @Nullable Object... arguments) {
    try {
      return method.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the bridge throws nothing that is checked", e);
    }
  }
}
