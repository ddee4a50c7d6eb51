package dev.flowguard.agent.gates.okhttp;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** What OkHttp has gained since 3.4: absent in older versions, which have no such bodies. */
final class OkHttpVersion {
  /** Since 3.9. */
  private static final @Nullable MethodHandle CALL =
      find(Interceptor.Chain.class, "call", Call.class);

  /** Since 3.13, for the public since 3.14. */
  private static final @Nullable MethodHandle IS_DUPLEX =
      find(RequestBody.class, "isDuplex", boolean.class);

  /** Since 3.14. */
  private static final @Nullable MethodHandle IS_ONE_SHOT =
      find(RequestBody.class, "isOneShot", boolean.class);

  private OkHttpVersion() {}

  private static @Nullable MethodHandle find(Class<?> owner, String name, Class<?> result) {
    try {
      return MethodHandles.publicLookup().findVirtual(owner, name, MethodType.methodType(result));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** The call that a chain belongs to; null where a chain does not say so. */
  static @Nullable Call call(Interceptor.Chain chain) {
    return CALL == null ? null : (Call) invoke(CALL, chain);
  }

  static boolean isDuplex(RequestBody body) {
    return IS_DUPLEX != null && (boolean) invoke(IS_DUPLEX, body);
  }

  /** True too where a body cannot say so: it is written once rather than once too often. */
  static boolean isOneShot(RequestBody body) {
    return IS_ONE_SHOT == null || (boolean) invoke(IS_ONE_SHOT, body);
  }

  private static Object invoke(MethodHandle method, Object receiver) {
    try {
      return method.invoke(receiver);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
