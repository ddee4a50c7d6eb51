package dev.flowguard.agent.gates.apache4async;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import org.apache.http.impl.nio.NHttpConnectionBase;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.protocol.HttpAsyncClientExchangeHandler;
import org.apache.http.nio.protocol.HttpAsyncRequestExecutor;
import org.apache.http.nio.protocol.Pipelined;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** What of HttpCore NIO is not public. */
final class Internals {
  /** {@code HttpAsyncRequestExecutor.HTTP_EXCHANGE_STATE}. */
  private static final String STATE = "http.nio.http-exchange-state";

  private static final Map<String, Enum<?>> VALUES = new HashMap<>();
  private static final VarHandle ENCODER;
  private static final MethodHandle GET_STATE;
  private static final MethodHandle SET_STATE;

  static {
    try {
      MethodHandles.Lookup mine = MethodHandles.lookup();
      ENCODER =
          MethodHandles.privateLookupIn(NHttpConnectionBase.class, mine)
              .findVarHandle(NHttpConnectionBase.class, "contentEncoder", ContentEncoder.class);
      Class<?> state = Class.forName("org.apache.http.nio.protocol.HttpAsyncRequestExecutor$State");
      Class<?> value = Class.forName("org.apache.http.nio.protocol.MessageState");
      for (Object each : value.getEnumConstants()) {
        VALUES.put(((Enum<?>) each).name(), (Enum<?>) each);
      }
      MethodHandles.Lookup theirs = MethodHandles.privateLookupIn(state, mine);
      GET_STATE =
          theirs
              .findVirtual(state, "getRequestState", MethodType.methodType(value))
              .asType(MethodType.methodType(Enum.class, Object.class));
      SET_STATE =
          theirs
              .findVirtual(state, "setRequestState", MethodType.methodType(void.class, value))
              .asType(MethodType.methodType(void.class, Object.class, Enum.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("HttpCore NIO has other members", e);
    }
  }

  /** {@code AbstractClientExchangeHandler.getRoute()}, of HttpAsyncClient. */
  private static final ClassValue<@Nullable MethodHandle> ROUTE =
      new ClassValue<>() {
        @Override
        protected @Nullable MethodHandle computeValue(Class<?> handler) {
          for (Class<?> at = handler; at != null; at = at.getSuperclass()) {
            try {
              return MethodHandles.privateLookupIn(at, MethodHandles.lookup())
                  .unreflect(at.getDeclaredMethod("getRoute"))
                  .asType(MethodType.methodType(Object.class, Object.class));
            } catch (ReflectiveOperationException | RuntimeException e) {
              // not this one
            }
          }
          return null;
        }
      };

  private Internals() {}

  static @Nullable ContentEncoder encoder(NHttpConnectionBase connection) {
    return (ContentEncoder) ENCODER.getVolatile(connection);
  }

  static void encoder(NHttpConnectionBase connection, @Nullable ContentEncoder encoder) {
    ENCODER.setVolatile(connection, encoder);
  }

  static @Nullable HttpAsyncClientExchangeHandler handler(HttpContext context) {
    return context.getAttribute(HttpAsyncRequestExecutor.HTTP_HANDLER)
            instanceof HttpAsyncClientExchangeHandler handler
        ? handler
        : null;
  }

  /** Where a handler's request is routed to, or null if nobody says. */
  static @Nullable Object route(@Nullable Object handler) {
    MethodHandle route = handler == null ? null : ROUTE.get(handler.getClass());
    if (route == null) {
      return null;
    }
    try {
      return (Object) route.invokeExact(handler);
    } catch (Throwable e) {
      return null; // a getter
    }
  }

  /** True while the client waits for the server's word before it sends the body. */
  static boolean awaitsWord(HttpContext context) {
    Object state = context.getAttribute(STATE);
    try {
      return state != null && (Enum<?>) GET_STATE.invokeExact(state) == VALUES.get("ACK_EXPECTED");
    } catch (Throwable e) {
      return false; // a getter
    }
  }

  /** Reports to a handler, and to the executor, that its request has been written. */
  static void completed(HttpContext context) {
    HttpAsyncClientExchangeHandler handler = handler(context);
    Object state = context.getAttribute(STATE);
    if (handler == null || state == null) {
      return;
    }
    handler.requestCompleted();
    boolean isPipelined = handler.getClass().getAnnotation(Pipelined.class) != null;
    try {
      SET_STATE.invoke(state, VALUES.get(isPipelined ? "READY" : "COMPLETED"));
    } catch (Throwable e) {
      throw new IllegalStateException("a setter failed", e);
    }
  }
}
