package dev.flowguard.agent.guard;

import dev.flowguard.agent.spi.RowDriver;
import dev.flowguard.agent.spi.RowStream;
import dev.flowguard.agent.spi.Rows;
import org.jspecify.annotations.Nullable;

/** Captures no column. */
final class NoRows implements Rows {
  static final Rows INSTANCE = new NoRows();

  private NoRows() {}

  @Override
  public boolean isWanted() {
    return false;
  }

  @Override
  public void states(Object statement, String text) {}

  @Override
  public boolean hasDeclared(RowDriver driver, Object resultSet) {
    return false;
  }

  @Override
  public void read(RowDriver driver, Object resultSet, int column, @Nullable Object value) {}

  @Override
  public void updated(RowDriver driver, Object resultSet, int column, @Nullable Object value) {}

  @Override
  public boolean writesDeclared(RowDriver driver, Object statement) {
    return false;
  }

  @Override
  public void written(RowDriver driver, Object statement, int parameter, @Nullable Object value) {}

  @Override
  public void over(Object resultSet) {}

  @Override
  public void closed(Object statement) {}

  @Override
  public @Nullable RowStream stream(RowDriver driver, Object resultSet, int column) {
    return null;
  }
}
