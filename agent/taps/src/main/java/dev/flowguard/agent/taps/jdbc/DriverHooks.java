package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Where drivers are looked at: the methods of the JDBC API in their own classes. Methods by label
 * are hooked too, as not all of them call those by position; a value that both see costs a hash.
 */
public final class DriverHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.jdbc.";
  private static final String STRING = "Ljava/lang/String;";
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String READER = "Ljava/io/Reader;";
  private static final String STREAM = "Ljava/io/InputStream;";

  private static final List<String> TEXTS =
      List.of(
          "(" + STRING + ")Z",
          "(" + STRING + "I)Z",
          "(" + STRING + "[I)Z",
          "(" + STRING + "[" + STRING + ")Z");

  private DriverHooks() {}

  /** All drivers. */
  public static List<Client> all() {
    return List.of(
        new Hooks("h2", "org/h2")
            .connection("jdbc/JdbcConnection")
            .rows("jdbc/JdbcResultSet")
            .statement("jdbc/JdbcStatement")
            .prepared("jdbc/JdbcPreparedStatement")
            .clob("jdbc/JdbcClob")
            .client(),
        new Hooks("hsqldb", "org/hsqldb")
            .connection("jdbc/JDBCConnection")
            .rows("jdbc/JDBCResultSet")
            .statement("jdbc/JDBCStatement")
            .prepared("jdbc/JDBCPreparedStatement")
            .clob("jdbc/JDBCClob")
            .clob("jdbc/JDBCClobClient")
            .client(),
        new Hooks("sqlite", "org/sqlite")
            .connection("jdbc3/JDBC3Connection")
            .connection("jdbc4/JDBC4Connection")
            .rows("jdbc3/JDBC3ResultSet")
            .rows("jdbc4/JDBC4ResultSet")
            .reused("core/CoreResultSet")
            .statement("jdbc3/JDBC3Statement")
            .prepared("jdbc3/JDBC3PreparedStatement")
            .clob("jdbc4/JDBC4ResultSet$SqliteClob")
            .client(),
        new Hooks("postgresql", "org/postgresql")
            .connection("jdbc/PgConnection")
            .rows("jdbc/PgResultSet")
            .statement("jdbc/PgStatement")
            .prepared("jdbc/PgPreparedStatement")
            .client(),
        new Hooks("mysql", "com/mysql")
            .connection("cj/jdbc/ConnectionImpl")
            .rows("cj/jdbc/result/ResultSetImpl")
            .statement("cj/jdbc/StatementImpl")
            .prepared("cj/jdbc/ClientPreparedStatement")
            .prepared("cj/jdbc/ServerPreparedStatement")
            .clob("cj/jdbc/Clob")
            .connection("jdbc/ConnectionImpl")
            .rows("jdbc/ResultSetImpl")
            .rows("jdbc/JDBC4ResultSet")
            .statement("jdbc/StatementImpl")
            .prepared("jdbc/PreparedStatement")
            .prepared("jdbc/ServerPreparedStatement")
            .clob("jdbc/Clob")
            .client(),
        new Hooks("mariadb", "org/mariadb")
            .connection("jdbc/Connection")
            .rows("jdbc/client/result/Result")
            .statement("jdbc/Statement")
            .prepared("jdbc/BasePreparedStatement")
            .connection("jdbc/MariaDbConnection")
            .rows("jdbc/internal/com/read/resultset/SelectResultSet")
            .statement("jdbc/MariaDbStatement")
            .prepared("jdbc/BasePrepareStatement")
            .clob("jdbc/MariaDbClob")
            .client(),
        new Hooks("sqlserver", "com/microsoft/sqlserver/jdbc")
            .connection("SQLServerConnection")
            .rows("SQLServerResultSet")
            .statement("SQLServerStatement")
            .prepared("SQLServerPreparedStatement")
            .clob("SQLServerClobBase")
            .client(),
        // An application has the wrappers of statements; of rows, each layer has some getters.
        new Hooks("oracle", "oracle/jdbc/driver")
            .connection("PhysicalConnection")
            .rows("GeneratedResultSet")
            .objects("OracleResultSet")
            .rows("GeneratedScrollableResultSet")
            .objects("InsensitiveScrollableResultSet")
            .rows("GeneratedUpdatableResultSet")
            .rows("UpdatableResultSet")
            .rows("ArrayDataResultSet")
            .statement("OracleStatementWrapper")
            .prepared("OraclePreparedStatementWrapper")
            .clob("OracleClob")
            .client());
  }

  /** Collects the hook points of a driver. */
  private static final class Hooks {
    private final String name;
    private final String beginning;
    private final List<HookPoint> points = new ArrayList<>();

    Hooks(String name, String beginning) {
      this.name = name;
      this.beginning = beginning;
    }

    private void after(String type, String method, String tap, List<String> descriptors) {
      add(type, method, HookPoint.Kind.AFTER_IF_DECLARED, tap, descriptors);
    }

    private void add(
        String type, String method, HookPoint.Kind kind, String tap, List<String> descriptors) {
      points.add(
          new HookPoint(
              beginning + "/" + type, method, descriptors, kind, null, TAPS + tap, false));
    }

    Hooks rows(String type) {
      read(type, "getString", STRING);
      read(type, "getNString", STRING);
      read(type, "getBytes", "[B");
      read(type, "getClob", "Ljava/sql/Clob;");
      read(type, "getNClob", "Ljava/sql/NClob;");
      objects(type);
      for (String method : List.of("getCharacterStream", "getNCharacterStream")) {
        streamOfRow(type, method, READER);
      }
      for (String method : List.of("getAsciiStream", "getUnicodeStream", "getBinaryStream")) {
        streamOfRow(type, method, STREAM);
      }
      update(type, "updateString", STRING);
      update(type, "updateNString", STRING);
      update(type, "updateBytes", "[B");
      update(type, "updateObject", OBJECT);
      return this;
    }

    /** A class of rows that declares these getters alone. */
    Hooks objects(String type) {
      List<String> objects = new ArrayList<>();
      for (String place : List.of("I", STRING)) {
        for (String as : List.of("", "Ljava/lang/Class;", "Ljava/util/Map;")) {
          objects.add("(" + place + as + ")" + OBJECT);
        }
      }
      after(type, "getObject", "ReadTap", objects);
      return this;
    }

    private void read(String type, String method, String result) {
      after(type, method, "ReadTap", List.of("(I)" + result, "(" + STRING + ")" + result));
    }

    private void update(String type, String method, String value) {
      after(
          type,
          method,
          "UpdateTap",
          List.of("(I" + value + ")V", "(" + STRING + value + ")V", "(I" + value + "I)V"));
    }

    /** A stream of a row, whose columns are asked for before it is open. */
    private void streamOfRow(String type, String method, String result) {
      String[] descriptors = {"(I)" + result, "(" + STRING + ")" + result};
      add(type, method, HookPoint.Kind.BEFORE_IF_DECLARED, "BeforeStreamTap", List.of(descriptors));
      stream(type, method, descriptors);
    }

    /** Wrapped first, and then bound to its column: in this order at each return. */
    private void stream(String type, String method, String... descriptors) {
      List<String> all = List.of(descriptors);
      add(type, method, HookPoint.Kind.FILTER_RETURN_IF_DECLARED, "StreamFilter", all);
      after(type, method, "ReadTap", all);
    }

    /** A class whose result sets are used for one statement after the other. */
    Hooks reused(String type) {
      points.add(HookPoint.before(beginning + "/" + type, "close", "()V", TAPS + "OverTap"));
      return this;
    }

    Hooks statement(String type) {
      List<String> results = new ArrayList<>();
      List<String> counts = new ArrayList<>();
      List<String> larges = new ArrayList<>();
      for (String text : TEXTS) {
        String arguments = text.substring(0, text.length() - 1);
        results.add(arguments + "Ljava/sql/ResultSet;");
        counts.add(arguments + "I");
        larges.add(arguments + "J");
      }
      after(type, "executeQuery", "ExecuteTap", results);
      after(type, "execute", "ExecuteTap", TEXTS);
      after(type, "executeUpdate", "ExecuteTap", counts);
      after(type, "executeLargeUpdate", "ExecuteTap", larges);
      return this;
    }

    Hooks prepared(String type) {
      write(type, "setString", STRING);
      write(type, "setNString", STRING);
      write(type, "setBytes", "[B");
      write(type, "setObject", OBJECT);
      return this;
    }

    private void write(String type, String method, String value) {
      List<String> descriptors = new ArrayList<>();
      for (String as : List.of("", "I", "II", "Ljava/sql/SQLType;", "Ljava/sql/SQLType;I")) {
        descriptors.add("(I" + value + as + ")V");
      }
      after(type, method, "WriteTap", descriptors);
    }

    Hooks connection(String type) {
      List<String> statements = new ArrayList<>();
      List<String> calls = new ArrayList<>();
      for (String as : List.of("", "I", "II", "III", "[I", "[" + STRING)) {
        statements.add("(" + STRING + as + ")Ljava/sql/PreparedStatement;");
        calls.add("(" + STRING + as + ")Ljava/sql/CallableStatement;");
      }
      after(type, "prepareStatement", "PrepareTap", statements);
      after(type, "prepareCall", "PrepareTap", calls);
      return this;
    }

    Hooks clob(String type) {
      after(type, "getSubString", "ClobTap", List.of("(JI)" + STRING));
      stream(type, "getCharacterStream", "()" + READER, "(JJ)" + READER);
      stream(type, "getAsciiStream", "()" + STREAM);
      return this;
    }

    Client client() {
      return new Client(name, List.of(beginning), null, List.of(), points);
    }
  }
}
