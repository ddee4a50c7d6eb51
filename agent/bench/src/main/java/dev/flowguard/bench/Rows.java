package dev.flowguard.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** What an agent adds to values that an application reads from a database, here H2 in memory. */
final class Rows {
  private static final String POLICY =
      """
      policy: rows
      processors: { stripe: { catalogue: stripe } }
      categories: { chats: { sources: [{ jdbc: message.declared }] } }
      rules: [{ id: no-chats, never: [chats], reach: [stripe] }]
      """;

  /** What is measured, in the order in which the program prints it. */
  private static final List<String> MEASURED =
      List.of(
          "`getString` of a column that no source declares, ns",
          "`getString` of a declared column, rows read before, ns",
          "a query of one row, no column declared, ns",
          "10 000 new declared values a second, % of a core");

  private Rows() {}

  /** The application. */
  public static final class Program {
    private static final int ROWS = 100;
    private static final int LETTERS = 200;
    private static final int NEW_ROWS = 100_000;
    private static final int NEW_ROWS_A_SECOND = 10_000;
    private static final int NEW_ROWS_AT_ONCE = 100;

    private final Connection connection;
    private final Random random = new Random(1);

    /** Keeps values from being optimised away. */
    private long letters;

    private Program(Connection connection) {
      this.connection = connection;
    }

    public static void main(String[] arguments) throws Exception {
      try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:rows", "sa", "")) {
        Program program = new Program(connection);
        program.fill();
        double[] measured = {
          program.perValue("select plain from origin where id < " + ROWS),
          program.perValue("select declared from message where id < " + ROWS),
          program.perQuery(),
          program.newValues()
        };
        StringBuilder line = new StringBuilder("rows");
        for (double each : measured) {
          line.append(String.format(Locale.ROOT, " %.3f", each));
        }
        System.out.println(line + (program.letters == 0 ? " no letters" : ""));
      }
    }

    /** The declared values come by a copy, so that nothing has seen them before they are read. */
    private void fill() throws SQLException {
      String columns = " (id int primary key, declared varchar, plain varchar)";
      try (Statement statement = connection.createStatement()) {
        statement.execute("create table origin" + columns);
        statement.execute("create table message" + columns);
        try (PreparedStatement insert =
            connection.prepareStatement("insert into origin values (?, ?, ?)")) {
          for (int i = 0; i < ROWS + NEW_ROWS; i++) {
            insert.setInt(1, i);
            insert.setString(2, text());
            insert.setString(3, text());
            insert.executeUpdate();
          }
        }
        statement.execute("insert into message select * from origin");
      }
    }

    private String text() {
      StringBuilder text = new StringBuilder();
      while (text.length() < LETTERS) {
        text.append((char) ('a' + random.nextInt(26)));
        text.append(random.nextInt(6) == 0 ? " " : "");
      }
      return text.toString();
    }

    /** Nanoseconds of one value, the next row included; the least of several rounds. */
    private double perValue(String query) throws SQLException {
      double least = Double.MAX_VALUE;
      for (int round = 0; round < 12; round++) {
        long nanos = 0;
        int values = 0;
        for (int i = 0; i < 3_000; i++) {
          try (PreparedStatement statement = connection.prepareStatement(query);
              ResultSet rows = statement.executeQuery()) {
            long from = System.nanoTime();
            while (rows.next()) {
              letters += rows.getString(1).length();
              values++;
            }
            nanos += System.nanoTime() - from;
          }
        }
        least = Math.min(least, (double) nanos / values);
      }
      return least;
    }

    private double perQuery() throws SQLException {
      double least = Double.MAX_VALUE;
      for (int round = 0; round < 12; round++) {
        long from = System.nanoTime();
        int queries = 30_000;
        for (int i = 0; i < queries; i++) {
          try (PreparedStatement statement =
              connection.prepareStatement("select plain from origin where id = ?")) {
            statement.setInt(1, i % ROWS);
            try (ResultSet rows = statement.executeQuery()) {
              rows.next();
              letters += rows.getString(1).length();
            }
          }
        }
        least = Math.min(least, (double) (System.nanoTime() - from) / queries);
      }
      return least;
    }

    /** CPU time of the process while new values come, in per cent of a core. */
    private double newValues() throws SQLException {
      var system =
          (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      long nanos = System.nanoTime();
      long cpu = system.getProcessCpuTime();
      for (int read = 0; read < NEW_ROWS; read += NEW_ROWS_AT_ONCE) {
        try (PreparedStatement statement =
            connection.prepareStatement("select declared from message where id >= ? and id < ?")) {
          statement.setInt(1, ROWS + read);
          statement.setInt(2, ROWS + read + NEW_ROWS_AT_ONCE);
          try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              letters += rows.getString(1).length();
            }
          }
        }
        long due = nanos + (read + NEW_ROWS_AT_ONCE) * (1_000_000_000L / NEW_ROWS_A_SECOND);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      return 100.0 * (system.getProcessCpuTime() - cpu) / (System.nanoTime() - nanos);
    }
  }

  static String measure(Map<String, List<String>> agents, int rounds) throws Exception {
    Path policy = Path.of("target", "rows.yaml").toAbsolutePath();
    Files.writeString(policy, POLICY);
    Map<String, List<Figures>> added = new LinkedHashMap<>();
    List<Figures> without = figures();
    for (int round = 0; round < rounds; round++) {
      double[] none = run(List.of());
      add(without, none, new double[none.length]);
      for (Map.Entry<String, List<String>> agent : agents.entrySet()) {
        if (!agent.getKey().equals(Agents.NONE)) {
          List<String> options = new ArrayList<>(agent.getValue());
          if (agent.getKey().equals(Agents.FLOWGUARD)) {
            options.set(0, options.get(0) + "=policy=" + policy);
          }
          add(added.computeIfAbsent(agent.getKey(), name -> figures()), run(options), none);
        }
      }
    }
    StringBuilder table = new StringBuilder("\n## Values of a database, H2 in memory\n\n");
    table.append("| what | without an agent |");
    added.keySet().forEach(name -> table.append(' ').append(name).append(" adds |"));
    table.append("\n|---|---|").append("---|".repeat(added.size())).append('\n');
    for (int i = 0; i < MEASURED.size(); i++) {
      table.append("| ").append(MEASURED.get(i)).append(" | ").append(without.get(i).shown(1));
      for (List<Figures> each : added.values()) {
        table.append(" | ").append(each.get(i).shown(1));
      }
      table.append(" |\n");
    }
    return table.toString();
  }

  private static List<Figures> figures() {
    List<Figures> figures = new ArrayList<>();
    MEASURED.forEach(each -> figures.add(new Figures()));
    return figures;
  }

  private static void add(List<Figures> to, double[] measured, double[] without) {
    for (int i = 0; i < measured.length; i++) {
      to.get(i).add(measured[i] - without[i]);
    }
  }

  private static double[] run(List<String> options) throws IOException {
    try (Jvm jvm = new Jvm("rows", options, Program.class, List.of())) {
      String[] words = jvm.answer("rows( [0-9.]+){" + MEASURED.size() + "}");
      double[] measured = new double[MEASURED.size()];
      for (int i = 0; i < measured.length; i++) {
        measured[i] = Double.parseDouble(words[i + 1]);
      }
      return measured;
    }
  }
}
