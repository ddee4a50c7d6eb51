package dev.flowguard.agent.gates.apache4;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.apache.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** What HttpClient does not show. */
final class Internals {
  /**
   * Around each entity that can be written only once; by its name alone in a relocated copy too.
   */
  private static final String PROXY = "RequestEntityProxy";

  /** {@code RequestEntityProxy.getOriginal()}; null for other entities. */
  private static final ClassValue<@Nullable MethodHandle> ORIGINAL =
      new ClassValue<>() {
        @Override
        protected @Nullable MethodHandle computeValue(Class<?> entity) {
          if (!entity.getSimpleName().equals(PROXY)) {
            return null;
          }
          try {
            Method original = entity.getDeclaredMethod("getOriginal");
            original.setAccessible(true);
            return MethodHandles.lookup()
                .unreflect(original)
                .asType(MethodType.methodType(Object.class, Object.class));
          } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
          }
        }
      };

  private Internals() {}

  /** The caller's entity in the client's wrapper; the entity itself if it is in none. */
  static HttpEntity unwrapped(HttpEntity entity) {
    MethodHandle original = ORIGINAL.get(entity.getClass());
    if (original == null) {
      return entity;
    }
    try {
      return (Object) original.invokeExact((Object) entity) instanceof HttpEntity own
          ? own
          : entity;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      return entity; // a getter
    }
  }
}
