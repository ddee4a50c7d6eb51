package dev.flowguard.agent.contract;

import java.sql.Connection;
import java.util.Map;
import javax.sql.DataSource;

/**
 * An application that reads and writes its table by a library above JDBC, through a pool, sends
 * what it has read or written to a processor, and prints what became of it, a line for each case.
 *
 * <p>Arguments: class of the {@link Stack}, URL of the processor.
 */
public final class StackProgram {
  private static final int LENGTH = 100;

  private StackProgram() {}

  public static void main(String[] args) throws Exception {
    Stack stack = (Stack) Class.forName(args[0]).getConstructor().newInstance();
    DataSource pool = pool();
    try (Connection connection = pool.getConnection()) {
      Leak leak = new Leak(args[1]);
      MessageTable table = new MessageTable(connection);
      table.create("clob");
      stack.start(pool);
      int row = 0;
      for (Map.Entry<String, Stack.Read> each : stack.reads().entrySet()) {
        String content = leak.text(LENGTH);
        String id = "read" + row++;
        table.insert(id, content, "", "");
        String read = each.getValue().content(id);
        print(
            "read by " + each.getKey(), content.equals(read) ? leak.send(content) : "read " + read);
      }
      for (Map.Entry<String, Stack.Write> each : stack.writes().entrySet()) {
        String content = leak.text(LENGTH);
        each.getValue().message("written" + row++, content);
        print("written by " + each.getKey(), leak.send(content));
      }
      String note = leak.text(LENGTH);
      table.insert("noted", leak.text(LENGTH), note, "");
      String read = stack.note("noted");
      print("note", note.equals(read) ? leak.send(note) : "read " + read);
    }
    System.out.println(OutcomeProgram.DONE);
    System.exit(0); // pools and factories have threads of their own
  }

  private static DataSource pool() throws Exception {
    Class<?> type = Class.forName("com.zaxxer.hikari.HikariDataSource");
    Object pool = type.getConstructor().newInstance();
    type.getMethod("setJdbcUrl", String.class).invoke(pool, "jdbc:h2:mem:app");
    type.getMethod("setUsername", String.class).invoke(pool, "sa");
    return (DataSource) pool;
  }

  private static void print(String name, String outcome) {
    System.out.println(name + ": " + outcome);
  }
}
