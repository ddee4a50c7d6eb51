package dev.flowguard.agent.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a driver answers for its result sets. Nothing here may send anything to the database. Without
 * state; thread-safe.
 */
public interface RowDriver {
  /** The language of the database. */
  enum Language {
    POSTGRESQL,
    MYSQL,
    SQLITE,
    H2,
    SQL_SERVER,
    ORACLE,
    STANDARD
  }

  /** In which the texts of its statements are written. */
  Language language();

  /** The statement whose results these are; null for what the driver itself has made. */
  @Nullable Object statement(Object resultSet) throws Exception;

  /** The text of a statement that was made before anybody looked, or null. */
  @Nullable String text(Object statement) throws Exception;

  /** All columns of a result set, in order. */
  List<RowColumn> columns(Object resultSet) throws Exception;

  /**
   * A value of the row that the application reads.
   *
   * @param column position from 1
   */
  @Nullable Object value(Object resultSet, int column) throws Exception;
}
