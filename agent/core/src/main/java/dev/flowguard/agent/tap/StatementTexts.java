package dev.flowguard.agent.tap;

import dev.flowguard.agent.spi.RowDriver;
import dev.flowguard.agent.spi.WeakIdentityMap;
import dev.flowguard.agent.sql.SqlDialect;
import dev.flowguard.agent.sql.StatementColumns;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the texts of statements say, read once for a text. Thread-safe; bounded. */
final class StatementTexts {
  private static final int MOST_KEPT = 1_000;

  /** Characters of a text that is kept: longer ones are mostly made for one use. */
  private static final int LONGEST_KEPT = 8 << 10;

  private final WeakIdentityMap<Object, String> texts = new WeakIdentityMap<>(Lost.INSTANCE);
  private final Map<Text, StatementColumns> read = new ConcurrentHashMap<>();

  private record Text(SqlDialect dialect, String text) {}

  private enum Lost implements Consumer<String> {
    INSTANCE;

    @Override
    public void accept(String text) {}
  }

  /** Notes the text of a statement, in place of the one that it had. */
  void states(Object statement, String text) {
    texts.put(statement, text);
  }

  /** Nobody will ask for the text of this statement again, unless it is stated again. */
  void forget(Object statement) {
    texts.remove(statement);
  }

  /** What a statement says, or null if nobody knows its text. */
  @Nullable StatementColumns of(RowDriver driver, Object statement) throws Exception {
    String text = texts.get(statement);
    if (text == null) {
      text = driver.text(statement);
      if (text == null) {
        return null;
      }
      texts.put(statement, text);
    }
    SqlDialect dialect = dialect(driver.language());
    if (text.length() > LONGEST_KEPT) {
      return StatementColumns.of(text, dialect);
    }
    Text key = new Text(dialect, text);
    StatementColumns columns = read.get(key);
    if (columns == null) {
      columns = StatementColumns.of(text, dialect);
      if (read.size() >= MOST_KEPT) {
        read.clear();
      }
      read.put(key, columns);
    }
    return columns;
  }

  private static SqlDialect dialect(RowDriver.Language language) {
    return switch (language) {
      case POSTGRESQL -> SqlDialect.POSTGRESQL;
      case MYSQL -> SqlDialect.MYSQL;
      case SQLITE -> SqlDialect.SQLITE;
      case H2 -> SqlDialect.H2;
      case SQL_SERVER -> SqlDialect.SQL_SERVER;
      case ORACLE -> SqlDialect.ORACLE;
      case STANDARD -> SqlDialect.STANDARD;
    };
  }
}
