package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Rows;
import java.io.InputStream;
import java.io.Reader;
import java.sql.Clob;
import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;

/** Where an application is about to get a stream of a value; {@link ReadTap} says of which one. */
public final class StreamFilter implements Gate {
  private final Guard guard;

  public StreamFilter(Guard guard) {
    this.guard = guard;
  }

  @Override
  public @Nullable Object filter(@Nullable Object owner, @Nullable Object value) {
    try {
      Rows rows = guard.taps().rows();
      if (owner == null || value == null || !rows.isWanted() || Streams.isTee(value)) {
        return value;
      }
      boolean isCaptured =
          owner instanceof Clob
              ? Streams.of(owner) != null
              : owner instanceof ResultSet && rows.hasDeclared(JdbcDriver.of(owner), owner);
      if (isCaptured && value instanceof Reader reader) {
        return new TeeReader(reader);
      }
      return isCaptured && value instanceof InputStream input ? new TeeInput(input) : value;
    } catch (Throwable e) {
      guard.taps().failed("a stream of a row", e);
      return value;
    }
  }
}
