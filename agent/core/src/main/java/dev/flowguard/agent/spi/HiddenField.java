package dev.flowguard.agent.spi;

import java.lang.reflect.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of objects of a client that is not public, by their classes: it is looked up when such an
 * object is met. Thread-safe.
 */
public final class HiddenField {
  private final List<String> names;
  private final ClassValue<Field> fields =
      new ClassValue<>() {
        @Override
        protected Field computeValue(Class<?> type) {
          return find(type);
        }
      };

  /**
   * @param names of which each class has one
   */
  public HiddenField(String... names) {
    this.names = List.of(names);
  }

  private Field find(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Field each : at.getDeclaredFields()) {
        if (names.contains(each.getName())) {
          each.setAccessible(true);
          return each;
        }
      }
    }
    String missing = type.getName() + " has none of the fields " + names;
    throw new LinkageError(missing, new NoSuchFieldException(missing));
  }

  /** What the field of an object holds. */
  public @Nullable Object of(Object object) throws IllegalAccessException {
    return fields.get(object.getClass()).get(object);
  }
}
