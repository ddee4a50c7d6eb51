package dev.flowguard.agent.gates.armeria;

import com.linecorp.armeria.client.ClientRequestContext;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** Where the event loop writes the head of a request. */
public final class HeadGate implements Gate {
  /** The class that writes heads, or the one that extends it. */
  private static final ClassValue<@Nullable Field> CONTEXT =
      new ClassValue<>() {
        @Override
        protected @Nullable Field computeValue(Class<?> type) {
          return context(type);
        }
      };

  /**
   * @param unused there is nothing to ask of the guard here
   */
  public HeadGate(Guard unused) {}

  @Override
  public void enter(
      @Nullable Object writer,
      @Nullable Object headers,
      @Nullable Object none,
      @Nullable Object unused)
      throws IllegalAccessException {
    Field context = writer == null ? null : CONTEXT.get(writer.getClass());
    if (context != null) {
      RequestOrigins.resume(
          RequestOrigins.of(context.get(writer)), context.getDeclaringClass().getName());
    }
  }

  private static @Nullable Field context(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Field each : at.getDeclaredFields()) {
        if (each.getType() == ClientRequestContext.class && each.trySetAccessible()) {
          return each;
        }
      }
    }
    return null;
  }
}
