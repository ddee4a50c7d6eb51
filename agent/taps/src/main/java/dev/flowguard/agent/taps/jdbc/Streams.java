package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.spi.RowStream;
import dev.flowguard.agent.spi.WeakIdentityMap;
import java.sql.Clob;
import org.jspecify.annotations.Nullable;

/** Where go the pieces of large objects and streams that applications have in hand. */
final class Streams {
  private static final WeakIdentityMap<Object, RowStream> CLOBS =
      new WeakIdentityMap<>(RowStream::end);

  private Streams() {}

  /** Of a large object; null if its column is not captured. */
  static @Nullable RowStream of(Object clob) {
    return CLOBS.get(clob);
  }

  static boolean isTee(Object stream) {
    return stream instanceof TeeReader || stream instanceof TeeInput;
  }

  /** Has what is read of a large object or a stream taken. */
  static void bind(Object stream, @Nullable RowStream to) {
    if (to == null) {
      return;
    }
    if (stream instanceof TeeReader reader) {
      reader.bind(to);
    } else if (stream instanceof TeeInput input) {
      input.bind(to);
    } else if (stream instanceof Clob) {
      CLOBS.put(stream, to);
    }
  }
}
