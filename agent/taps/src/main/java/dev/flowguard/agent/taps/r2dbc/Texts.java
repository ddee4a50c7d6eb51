package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.spi.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/** Of which text a statement, a batch, a result or the metadata of rows is. Thread-safe. */
final class Texts {
  private static final WeakIdentityMap<Object, StatementText> ALL =
      new WeakIdentityMap<>(Texts::lost);

  private Texts() {}

  static @Nullable StatementText of(Object statement) {
    return ALL.get(statement);
  }

  static void put(Object statement, StatementText text) {
    ALL.put(statement, text);
  }

  private static void lost(StatementText text) {
    // Nothing is to be done about it.
  }
}
