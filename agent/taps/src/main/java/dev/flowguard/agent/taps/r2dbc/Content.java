package dev.flowguard.agent.taps.r2dbc;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Row;
import java.nio.ByteBuffer;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The texts and bytes that values of rows and parameters are. */
final class Content {
  private static final List<Class<?>> WHOLE = List.of(String.class, byte[].class, ByteBuffer.class);

  /** JSON of PostgreSQL; if it is made of a stream or a buffer, reading would consume it. */
  private static final String JSON = ".postgresql.codec.Json";

  private Content() {}

  /** Of what is bound to a statement. Nothing of it is consumed. */
  static List<Object> written(@Nullable Object value) throws ReflectiveOperationException {
    List<Object> all = new ArrayList<>();
    Object bound = value instanceof Parameter parameter ? parameter.getValue() : value;
    if (bound != null && bound.getClass().getName().endsWith(JSON + "$JsonByteArrayInput")) {
      bound = json(bound);
    }
    add(all, bound);
    return all;
  }

  /** Of what an application has read of a row, which still has it. */
  static List<Object> read(Row row, int column, Object value) {
    List<Object> all = new ArrayList<>();
    add(all, value);
    if (all.isEmpty() && !isNeither(value)) {
      // A large object, JSON, or what the application's own codec has made of it.
      for (int i = 0; i < WHOLE.size() && all.isEmpty(); i++) {
        try {
          add(all, row.get(column - 1, WHOLE.get(i)));
        } catch (RuntimeException e) {
          // The driver has no such codec for this column.
        }
      }
    }
    return all;
  }

  private static void add(List<Object> all, @Nullable Object value) {
    if (value instanceof String || value instanceof byte[]) {
      all.add(value);
    } else if (value instanceof CharSequence) {
      all.add(value.toString());
    } else if (value instanceof ByteBuffer buffer) {
      ByteBuffer from = buffer.duplicate();
      byte[] bytes = new byte[from.remaining()];
      from.get(bytes);
      all.add(bytes);
    } else if (value instanceof Object[] values) {
      for (Object each : values) {
        add(all, each);
      }
    }
  }

  /** True for a number, a time and other values that have no text in them. */
  private static boolean isNeither(Object value) {
    return value instanceof Number
        || value instanceof Boolean
        || value instanceof Character
        || value instanceof Enum
        || value instanceof Temporal
        || value instanceof TemporalAmount
        || value instanceof UUID
        || value instanceof Object[]
        || value.getClass().isArray();
  }

  private static @Nullable Object json(Object value) throws ReflectiveOperationException {
    for (Class<?> each = value.getClass(); each != null; each = each.getSuperclass()) {
      if (each.getName().endsWith(JSON)) {
        return each.getMethod("asString").invoke(value);
      }
    }
    return null;
  }
}
