package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/**
 * What the taps of database drivers ask: whether a column is captured, and where its values go.
 * Thread-safe. What a {@link RowDriver} throws reaches the tap; nothing else is thrown.
 */
public interface Rows {
  /** True if some source captures columns. */
  boolean isWanted();

  /** Notes the text of a statement that is prepared or about to run. */
  void states(Object statement, String text);

  /**
   * True if a column of this result set is captured. The driver is asked once for each result set,
   * and only if its statement names a declared table; false while it is being asked.
   */
  boolean hasDeclared(RowDriver driver, Object resultSet) throws Exception;

  /**
   * Takes what the application has read of a row. Owner and document are read of the same row, by
   * the driver.
   *
   * @param column position from 1
   * @param value a text or bytes; anything else is ignored
   */
  void read(RowDriver driver, Object resultSet, int column, @Nullable Object value)
      throws Exception;

  /**
   * Takes what the application sets in a row of a result set.
   *
   * @param column position from 1
   * @param value a text or bytes; anything else is ignored
   */
  void updated(RowDriver driver, Object resultSet, int column, @Nullable Object value)
      throws Exception;

  /** True if a parameter of this statement is written to a column that is captured. */
  boolean writesDeclared(RowDriver driver, Object statement) throws Exception;

  /**
   * Takes what the application hands over as a parameter.
   *
   * @param parameter position from 1
   * @param value a text or bytes; anything else is ignored
   */
  void written(RowDriver driver, Object statement, int parameter, @Nullable Object value)
      throws Exception;

  /** A result set is over, or will be used for another statement's results. */
  void over(Object resultSet);

  /** A statement is over, or will be prepared anew. */
  void closed(Object statement);

  /**
   * Where the pieces of a value go that the application reads as a stream, or null if the column is
   * not captured.
   *
   * @param column position from 1
   */
  @Nullable RowStream stream(RowDriver driver, Object resultSet, int column) throws Exception;
}
