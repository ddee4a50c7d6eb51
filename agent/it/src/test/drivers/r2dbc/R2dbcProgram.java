package dev.flowguard.agent.contract;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Clob;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An application with a database that it reaches by R2DBC: reads and writes what nobody has seen
 * before, each time another way, sends it to a processor from another thread before its function
 * returns, and prints what became of it, a line for each case.
 *
 * <p>Arguments: URL of the database, user, password, type of long texts, URL of the processor, ways
 * of reading.
 */
public final class R2dbcProgram {
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final int LENGTH = 100;
  private static final String BY_ID = "select content from chat_message where id = '%s'";

  private final Connection connection;
  private final MessageTable table;
  private final Leak leak;
  private final boolean isPostgresql;

  /** True if parameters are named {@code $1}. */
  private final boolean isNumbered;

  private int rows;

  private R2dbcProgram(Connection connection, MessageTable table, Leak leak, String url) {
    this.connection = connection;
    this.table = table;
    this.leak = leak;
    this.isPostgresql = url.contains("postgresql");
    this.isNumbered = isPostgresql || url.contains("h2");
  }

  public static void main(String[] args) throws Exception {
    Connection connection = Mono.from(ConnectionFactories.get(args[0]).create()).block(LONGEST);
    MessageTable table = new MessageTable(sql -> finish(connection.createStatement(sql).execute()));
    table.create(args[3]);
    new R2dbcProgram(connection, table, new Leak(args[4]), args[0]).runAll(args[5].split(","));
    System.out.println(OutcomeProgram.DONE);
    while (System.in.read() >= 0) {
      // until the test has seen enough
    }
    System.exit(0); // drivers have threads of their own
  }

  private static void finish(Publisher<? extends Result> results) {
    Flux.from(results).flatMap(Result::getRowsUpdated).blockLast(LONGEST);
  }

  private void runAll(String[] getters) throws Exception {
    print("unread", unread());
    for (Map.Entry<String, String> query : MessageTable.queries().entrySet()) {
      for (String getter : getters) {
        print(query.getKey() + " " + getter, read(query.getValue(), getter));
        print(query.getKey() + " prepared " + getter, read(prepared(query.getValue()), getter));
      }
    }
    print("star", read("select * from chat_message where id = '%s'", row -> row.get(2)));
    print(
        "star label",
        read("select * from chat_message where id = '%s'", row -> row.get("CONTENT")));
    print("star other", other("select * from chat_message where id = '%s'", 3));
    print("other", other("select note from chat_message where id = '%s'", 0));
    print("other after", other("select content, note from chat_message where id = '%s'", 1));
    print("batch", batch());
    print("again", again());
    print("returned", returned());
    print("written", written("insert into chat_message (id, content) values (?, ?)"));
    print(
        "updated", written("update chat_message set user_id = ?, content = ? where id = 'unread'"));
    print("written other", written("insert into chat_message (id, note) values (?, ?)"));
    print("written by name", writtenByName());
    if (isPostgresql) {
      print(
          "array",
          read(
              "select array[content] from chat_message where id = '%s'",
              row -> ((Object[]) row.get(0))[0]));
      print(
          "json",
          read(
              "select to_json(content) from chat_message where id = '%s'",
              row -> string(row.get(0)).replace("\"", "")));
      print("written json", writtenJson());
    }
  }

  /** A row of which other columns are read. */
  private String unread() throws Exception {
    String unread = leak.text(LENGTH);
    table.insert("unread", unread, "noted", unread);
    Statement statement =
        statement("select content, note from chat_message where id = '%s'", "unread");
    Object note =
        Flux.from(statement.execute())
            .concatMap(result -> result.map((row, metadata) -> row.get(1)))
            .blockLast(LONGEST);
    return "noted".equals(note) ? leak.send(unread) : "read " + note;
  }

  private static void print(String name, String outcome) {
    System.out.println(name + ": " + outcome);
  }

  private interface Getter {
    Object get(Readable row) throws Exception;
  }

  private String prepared(String sql) {
    return sql.replace("'%s'", isNumbered ? "$1" : "?");
  }

  private Statement statement(String sql, String id) {
    Statement statement = connection.createStatement(sql.formatted(id));
    return sql.contains("%s") ? statement : statement.bind(0, id);
  }

  private String read(String query, Getter getter) throws Exception {
    return read(query, (result, text) -> result.map(row -> sent(row, getter, text)));
  }

  private String read(String query, String getter) throws Exception {
    return read(query, (result, text) -> outcomes(result, text, getter));
  }

  private interface Reader {
    Publisher<String> outcomes(Result result, String text);
  }

  private String read(String query, Reader reader) throws Exception {
    String content = leak.text(LENGTH);
    String id = "row" + rows++;
    table.insert(id, content, "", content);
    return outcome(statement(query, id).execute(), reader, content);
  }

  private static String outcome(Publisher<? extends Result> results, Reader reader, String text) {
    List<String> outcomes =
        Flux.from(results)
            .concatMap(result -> reader.outcomes(result, text))
            .collectList()
            .block(LONGEST);
    return outcomes.size() == 1 ? outcomes.get(0) : outcomes.toString();
  }

  private Publisher<String> outcomes(Result result, String text, String getter) {
    return switch (getter) {
      case "class" ->
          result.map((row, metadata) -> sent(row, r -> r.get(last(row), String.class), text));
      case "label" ->
          result.map(
              (row, metadata) -> {
                String label = metadata.getColumnMetadata(last(row)).getName();
                return sent(row, r -> r.get(label, String.class), text);
              });
      case "object" -> result.map((row, metadata) -> sent(row, r -> r.get(last(row)), text));
      case "readable" ->
          result.map(row -> sent(row, r -> r.get(last((Row) row), String.class), text));
      case "segment" ->
          result.flatMap(
              segment ->
                  segment instanceof Result.RowSegment row
                      ? Mono.fromSupplier(() -> sent(row.row(), r -> r.get(last(row.row())), text))
                      : Mono.empty());
      case "filtered" ->
          result
              .filter(segment -> segment instanceof Result.RowSegment)
              .map((row, metadata) -> sent(row, r -> r.get(last(row)), text));
      default -> result.map((row, metadata) -> sent(row, r -> r.get(last(row), Clob.class), text));
    };
  }

  private static int last(Row row) {
    return row.getMetadata().getColumnMetadatas().size() - 1;
  }

  /** Reads a text and sends it at once. */
  private String sent(Readable row, Getter getter, String expected) {
    String read;
    try {
      read = text(getter.get(row));
    } catch (Exception e) {
      return OutcomeProgram.UNSUPPORTED;
    }
    return expected.equals(read) ? elsewhere(() -> leak.send(expected)) : "read " + read;
  }

  private static String text(Object value) throws Exception {
    if (!(value instanceof Clob clob)) {
      return String.valueOf(value);
    }
    StringBuilder text = new StringBuilder();
    Flux.from(clob.stream()).doOnNext(text::append).then().toFuture().get(5, TimeUnit.SECONDS);
    return text.toString();
  }

  /** On another thread. */
  private static String elsewhere(Callable<String> call) {
    FutureTask<String> task = new FutureTask<>(call);
    new Thread(task).start();
    try {
      return task.get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      return e.toString();
    }
  }

  private String other(String query, int column) throws Exception {
    String note = leak.text(LENGTH);
    String id = "row" + rows++;
    table.insert(id, leak.text(LENGTH), note, "");
    return outcome(
        statement(query, id).execute(),
        (result, text) -> result.map(row -> sent(row, r -> r.get(column), text)),
        note);
  }

  private String batch() throws Exception {
    String content = leak.text(LENGTH);
    table.insert("batch", content, "", "");
    Batch batch = connection.createBatch();
    batch.add("select name from chat_user where id = 'none'").add(BY_ID.formatted("batch"));
    return outcome(batch.execute(), (result, text) -> outcomes(result, text, "class"), content);
  }

  /** One statement with two sets of parameters, of which only the second row is sent. */
  private String again() throws Exception {
    String second = leak.text(LENGTH);
    table.insert("again1", leak.text(LENGTH), "", "");
    table.insert("again2", second, "", "");
    Statement statement = connection.createStatement(prepared(BY_ID));
    statement.bind(0, "again1").add().bind(0, "again2");
    List<String> read =
        Flux.from(statement.execute())
            .concatMap(result -> result.map((row, metadata) -> row.get(0, String.class)))
            .collectList()
            .block(LONGEST);
    return read.size() == 2 && read.get(1).equals(second) ? leak.send(second) : "read " + read;
  }

  /** What a statement returns that was asked for what it generates. */
  private String returned() throws Exception {
    String content = leak.text(LENGTH);
    try {
      Statement statement =
          connection
              .createStatement(
                  "insert into chat_message (id, content) values ('returned', '" + content + "')")
              .returnGeneratedValues("content");
      return outcome(
          statement.execute(), (result, text) -> outcomes(result, text, "class"), content);
    } catch (RuntimeException e) {
      return OutcomeProgram.UNSUPPORTED;
    }
  }

  private String written(String sql) throws Exception {
    String content = leak.text(LENGTH);
    String marked = isNumbered ? sql.replaceFirst("\\?", "\\$1").replace("?", "$2") : sql;
    finish(connection.createStatement(marked).bind(0, "row" + rows++).bind(1, content).execute());
    return leak.send(content);
  }

  private String writtenByName() throws Exception {
    String content = leak.text(LENGTH);
    String product = connection.getClass().getName();
    String mark = product.contains("mariadb") ? ":" : "?";
    String sql = "insert into chat_message (note, id, content) values (':id ?content', ";
    sql += isNumbered ? "$2, $1)" : mark + "id, " + mark + "content)";
    finish(
        connection
            .createStatement(sql)
            .bind(isNumbered ? "$1" : "content", content)
            .bind(isNumbered ? "$2" : "id", "row" + rows++)
            .execute());
    return leak.send(content);
  }

  private static Class<?> json() throws ReflectiveOperationException {
    return Class.forName("io.r2dbc.postgresql.codec.Json");
  }

  private static String string(Object json) throws ReflectiveOperationException {
    return (String) json().getMethod("asString").invoke(json);
  }

  private String writtenJson() throws Exception {
    String content = leak.text(LENGTH);
    Object value =
        json().getMethod("of", String.class).invoke(null, "{\"said\": \"" + content + "\"}");
    finish(
        connection
            .createStatement("insert into chat_message (id, essay) values ($1, $2::json::text)")
            .bind(0, "json")
            .bind(1, value)
            .execute());
    return leak.send(content);
  }
}
