package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.weave.ClassHooks;
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

  // Made once for all classes of all drivers.
  private static final List<Shape> OBJECTS = List.of(objects());
  private static final List<Shape> ROWS = rows();
  private static final List<Shape> STATEMENTS = statements();
  private static final List<Shape> PREPARED =
      List.of(
          written("setString", STRING),
          written("setNString", STRING),
          written("setBytes", "[B"),
          written("setObject", OBJECT),
          closed("ClosedTap"));
  private static final List<Shape> REUSED = List.of(closed("OverTap"));
  private static final List<Shape> CONNECTIONS = connections();
  private static final List<Shape> CLOBS = clobs();

  /** What a method is called, and what becomes of it, in whatever class it is. */
  private record Shape(String method, HookPoint.Kind kind, String tap, List<String> descriptors) {
    static Shape after(String method, String tap, List<String> descriptors) {
      return new Shape(method, HookPoint.Kind.AFTER_IF_DECLARED, TAPS + tap, descriptors);
    }
  }

  /** A class of a driver: its hook points are made when it is met. */
  private record DriverClass(String className, List<Shape> shapes) implements ClassHooks {
    @Override
    public List<HookPoint> hooks() {
      List<HookPoint> points = new ArrayList<>(shapes.size());
      for (Shape each : shapes) {
        points.add(
            new HookPoint(
                className,
                each.method(),
                each.descriptors(),
                each.kind(),
                null,
                each.tap(),
                false));
      }
      return points;
    }

    @Override
    public boolean matters() {
      return true;
    }
  }

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

  private static Shape objects() {
    List<String> descriptors = new ArrayList<>();
    for (String place : List.of("I", STRING)) {
      for (String as : List.of("", "Ljava/lang/Class;", "Ljava/util/Map;")) {
        descriptors.add("(" + place + as + ")" + OBJECT);
      }
    }
    return Shape.after("getObject", "ReadTap", List.copyOf(descriptors));
  }

  private static List<Shape> rows() {
    List<Shape> all = new ArrayList<>(OBJECTS);
    all.add(closed("OverTap"));
    all.add(read("getString", STRING));
    all.add(read("getNString", STRING));
    all.add(read("getBytes", "[B"));
    all.add(read("getClob", "Ljava/sql/Clob;"));
    all.add(read("getNClob", "Ljava/sql/NClob;"));
    for (String method : List.of("getCharacterStream", "getNCharacterStream")) {
      streamOfRow(all, method, READER);
    }
    for (String method : List.of("getAsciiStream", "getUnicodeStream", "getBinaryStream")) {
      streamOfRow(all, method, STREAM);
    }
    all.add(updated("updateString", STRING));
    all.add(updated("updateNString", STRING));
    all.add(updated("updateBytes", "[B"));
    all.add(updated("updateObject", OBJECT));
    return all;
  }

  private static List<String> places(String result) {
    return List.of("(I)" + result, "(" + STRING + ")" + result);
  }

  private static Shape read(String method, String result) {
    return Shape.after(method, "ReadTap", places(result));
  }

  private static Shape updated(String method, String value) {
    return Shape.after(
        method,
        "UpdateTap",
        List.of("(I" + value + ")V", "(" + STRING + value + ")V", "(I" + value + "I)V"));
  }

  /** A stream of a row, whose columns are asked for before it is open. */
  private static void streamOfRow(List<Shape> to, String method, String result) {
    List<String> descriptors = places(result);
    to.add(
        new Shape(
            method, HookPoint.Kind.BEFORE_IF_DECLARED, TAPS + "BeforeStreamTap", descriptors));
    stream(to, method, "ReadTap", descriptors);
  }

  /** Wrapped first, and then bound to its column: in this order at each return. */
  private static void stream(List<Shape> to, String method, String tap, List<String> descriptors) {
    to.add(
        new Shape(
            method, HookPoint.Kind.FILTER_RETURN_IF_DECLARED, TAPS + "StreamFilter", descriptors));
    to.add(Shape.after(method, tap, descriptors));
  }

  private static List<Shape> statements() {
    List<String> results = new ArrayList<>();
    List<String> counts = new ArrayList<>();
    List<String> larges = new ArrayList<>();
    for (String text : TEXTS) {
      String arguments = text.substring(0, text.length() - 1);
      results.add(arguments + "Ljava/sql/ResultSet;");
      counts.add(arguments + "I");
      larges.add(arguments + "J");
    }
    return List.of(
        Shape.after("executeQuery", "ExecuteTap", List.copyOf(results)),
        Shape.after("execute", "ExecuteTap", TEXTS),
        Shape.after("executeUpdate", "ExecuteTap", List.copyOf(counts)),
        Shape.after("executeLargeUpdate", "ExecuteTap", List.copyOf(larges)),
        closed("ClosedTap"));
  }

  private static Shape closed(String tap) {
    return new Shape("close", HookPoint.Kind.BEFORE_IF_DECLARED, TAPS + tap, List.of("()V"));
  }

  private static Shape written(String method, String value) {
    List<String> descriptors = new ArrayList<>();
    for (String as : List.of("", "I", "II", "Ljava/sql/SQLType;", "Ljava/sql/SQLType;I")) {
      descriptors.add("(I" + value + as + ")V");
    }
    return Shape.after(method, "WriteTap", List.copyOf(descriptors));
  }

  private static List<Shape> connections() {
    List<String> statements = new ArrayList<>();
    List<String> calls = new ArrayList<>();
    for (String as : List.of("", "I", "II", "III", "[I", "[" + STRING)) {
      statements.add("(" + STRING + as + ")Ljava/sql/PreparedStatement;");
      calls.add("(" + STRING + as + ")Ljava/sql/CallableStatement;");
    }
    return List.of(
        Shape.after("prepareStatement", "PrepareTap", List.copyOf(statements)),
        Shape.after("prepareCall", "PrepareTap", List.copyOf(calls)));
  }

  private static List<Shape> clobs() {
    List<Shape> all = new ArrayList<>();
    all.add(Shape.after("getSubString", "ClobTap", List.of("(JI)" + STRING)));
    List<String> readers = List.of("()" + READER, "(JJ)" + READER);
    stream(all, "getCharacterStream", "ClobStreamTap", readers);
    stream(all, "getAsciiStream", "ClobStreamTap", List.of("()" + STREAM));
    return all;
  }

  /** Collects the hooked classes of a driver. */
  private static final class Hooks {
    private final String name;
    private final String beginning;
    private final List<ClassHooks> classes = new ArrayList<>();

    Hooks(String name, String beginning) {
      this.name = name;
      this.beginning = beginning;
    }

    private Hooks add(String type, List<Shape> shapes) {
      classes.add(new DriverClass(beginning + "/" + type, shapes));
      return this;
    }

    Hooks rows(String type) {
      return add(type, ROWS);
    }

    /** A class of rows that declares these getters alone. */
    Hooks objects(String type) {
      return add(type, OBJECTS);
    }

    /** A class whose result sets are used for one statement after the other. */
    Hooks reused(String type) {
      return add(type, REUSED);
    }

    Hooks statement(String type) {
      return add(type, STATEMENTS);
    }

    Hooks prepared(String type) {
      return add(type, PREPARED);
    }

    Hooks connection(String type) {
      return add(type, CONNECTIONS);
    }

    Hooks clob(String type) {
      return add(type, CLOBS);
    }

    Client client() {
      return new Client(name, List.of(beginning), null, List.of(), classes);
    }
  }
}
