package dev.flowguard.agent.contract;

import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * An application with a database: reads and writes what nobody has seen before, each time another
 * way, sends it to a processor, and prints what became of it, a line for each case.
 *
 * <p>Arguments: URL of the database, user, password, type of long texts, URL of the processor.
 */
public final class JdbcProgram {
  /** How a value is read. */
  static final List<String> GETTERS =
      List.of("string", "label", "object", "class", "bytes", "reader", "stream", "nstring", "clob");

  private final Connection connection;
  private final MessageTable table;
  private final Leak leak;
  private int rows;

  private JdbcProgram(Connection connection, MessageTable table, Leak leak) {
    this.connection = connection;
    this.table = table;
    this.leak = leak;
  }

  public static void main(String[] args) throws Exception {
    try (Connection connection = connection(args[0], args[1], args[2])) {
      MessageTable table = new MessageTable(connection);
      table.create(args[3]);
      new JdbcProgram(connection, table, new Leak(args[4])).runAll();
      System.out.println(OutcomeProgram.DONE);
      while (System.in.read() >= 0) {
        // until the test has seen enough
      }
    }
  }

  /** Out of a pool, where there is one. */
  private static Connection connection(String url, String user, String password) throws Exception {
    Class<?> type;
    try {
      type = Class.forName("com.zaxxer.hikari.HikariDataSource");
    } catch (ClassNotFoundException e) {
      return DriverManager.getConnection(url, user, password);
    }
    Object pool = type.getConstructor().newInstance();
    type.getMethod("setJdbcUrl", String.class).invoke(pool, url);
    type.getMethod("setUsername", String.class).invoke(pool, user);
    type.getMethod("setPassword", String.class).invoke(pool, password);
    return ((DataSource) pool).getConnection();
  }

  private void runAll() throws Exception {
    String unread = leak.text(100);
    table.insert("unread", unread, "", unread);
    print("unread", leak.send(unread));
    for (Map.Entry<String, String> query : MessageTable.queries().entrySet()) {
      for (String getter : GETTERS) {
        print(query.getKey() + " " + getter, read(query.getValue(), getter, 0));
        print(query.getKey() + " prepared " + getter, read(query.getValue(), getter, -1));
      }
    }
    print("star", read("select * from chat_message where id = '%s'", "string", 3));
    print("star other", other("select * from chat_message where id = '%s'", 4));
    print("other", other("select note from chat_message where id = '%s'", 1));
    print("other after", other("select content, note from chat_message where id = '%s'", 2));
    print("written", written("insert into chat_message (id, content) values (?, ?)", 2));
    print(
        "updated",
        written("update chat_message set user_id = ?, content = ? where id = 'unread'", 2));
    print("written other", written("insert into chat_message (id, note) values (?, ?)", 2));
    print("again", again());
    print("half", half());
    print("transaction", transaction());
    print("null owner", nullOwner());
  }

  private static void print(String name, String outcome) {
    System.out.println(name + ": " + outcome);
  }

  private String read(String query, String getter, int column) throws Exception {
    String content = leak.text(100);
    String id = "row" + rows++;
    table.insert(id, content, "", content);
    String sql = query.formatted(id);
    try (Statement plain = connection.createStatement();
        PreparedStatement prepared = column < 0 ? connection.prepareStatement(sql) : null;
        ResultSet row = prepared == null ? plain.executeQuery(sql) : prepared.executeQuery()) {
      row.next();
      int at = column > 0 ? column : row.getMetaData().getColumnCount();
      String read = get(row, at, getter);
      if (!content.equals(read)) {
        return "read " + read;
      }
    } catch (SQLException | UnsupportedOperationException e) {
      return OutcomeProgram.UNSUPPORTED;
    }
    return leak.send(content);
  }

  private static String get(ResultSet row, int at, String getter) throws Exception {
    return switch (getter) {
      case "string" -> row.getString(at);
      case "label" -> row.getString(row.getMetaData().getColumnLabel(at));
      case "object" -> text(row.getObject(at));
      case "class" -> row.getObject(at, String.class);
      case "bytes" -> text(row.getBytes(at));
      case "reader" -> all(row.getCharacterStream(at));
      case "stream" -> {
        try (InputStream in = row.getAsciiStream(at)) {
          yield new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
      case "nstring" -> row.getNString(at);
      default -> text(row.getClob(at));
    };
  }

  /** Some drivers give texts in UTF-16. */
  private static String text(byte[] bytes) {
    boolean isUtf16 = bytes.length > 1 && bytes[1] == 0;
    return new String(bytes, isUtf16 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
  }

  private static String text(Object value) throws Exception {
    return value instanceof Clob clob
        ? clob.getSubString(1, (int) clob.length())
        : String.valueOf(value);
  }

  private static String all(Reader reader) throws Exception {
    try (reader) {
      StringBuilder text = new StringBuilder();
      char[] piece = new char[40];
      for (int read = reader.read(piece); read >= 0; read = reader.read(piece)) {
        text.append(piece, 0, read);
      }
      return text.toString();
    }
  }

  private String other(String query, int column) throws Exception {
    String note = leak.text(100);
    String id = "row" + rows++;
    table.insert(id, leak.text(100), note, "");
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query.formatted(id))) {
      row.next();
      row.getString(column);
    }
    return leak.send(note);
  }

  private String written(String sql, int parameter) throws Exception {
    String content = leak.text(100);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, "row" + rows++);
      statement.setString(parameter, content);
      statement.executeUpdate();
    }
    return leak.send(content);
  }

  /** One prepared statement, of which only the second row is sent. */
  private String again() throws Exception {
    String first = leak.text(100);
    String second = leak.text(100);
    table.insert("again1", first, "", "");
    table.insert("again2", second, "", "");
    try (PreparedStatement statement =
        connection.prepareStatement("select content from chat_message where id = ?")) {
      for (String id : List.of("again1", "again2")) {
        statement.setString(1, id);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          row.getString(1);
        }
      }
    }
    return leak.send(second);
  }

  /** A long text of which a part is read as yet. */
  private String half() throws Exception {
    String essay = leak.text(20_000);
    table.insert("half", "", "", essay);
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select essay from chat_message where id = 'half'")) {
      row.next();
      char[] part = new char[300];
      Reader reader = row.getCharacterStream(1);
      int read = 0;
      while (read < part.length) {
        read += reader.read(part, read, part.length - read);
      }
      return leak.send(new String(part, 150, 150));
    }
  }

  /** A row that is read after its transaction has failed. */
  private String transaction() throws Exception {
    String content = leak.text(100);
    table.insert("transaction", content, "", "");
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select content from chat_message where id = 'transaction'")) {
      row.next();
      try {
        table.run("select nothing from nowhere");
      } catch (SQLException e) {
        // as wanted
      }
      row.getString(1);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    return leak.send(content);
  }

  /** The application asks whether what it has read was null; the owner is. */
  private String nullOwner() throws Exception {
    String content = leak.text(100);
    table.run("insert into chat_message (id, content) values ('nobody', '" + content + "')");
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select user_id, content from chat_message where id = 'nobody'")) {
      row.next();
      row.getString(2);
      return row.wasNull() ? "was null" : leak.send(content);
    }
  }
}
