package dev.flowguard.agent.taps.helidonserver;

import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A public method without arguments, by the classes of Helidon that have it: they need a later Java
 * than the guard. It is looked up when such an object is met, as a client of Helidon has only some
 * of these classes. Thread-safe.
 */
final class Getter {
  private final String name;
  private final ClassValue<Method> methods =
      new ClassValue<>() {
        @Override
        protected Method computeValue(Class<?> type) {
          return find(type);
        }
      };

  Getter(String name) {
    this.name = name;
  }

  private Method find(Class<?> type) {
    try {
      Method method = type.getMethod(name);
      method.setAccessible(true); // most of these classes are not public
      return method;
    } catch (NoSuchMethodException e) {
      throw new LinkageError(type.getName() + " has no method " + name, e);
    }
  }

  /** What the method of an object returns. */
  Object of(@Nullable Object object) throws ReflectiveOperationException {
    Object present = Objects.requireNonNull(object);
    return Objects.requireNonNull(methods.get(present.getClass()).invoke(present));
  }
}
