package dev.flowguard.sample;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.mirage.kb.KnowledgeBase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs Mirage Studio twice against stand-ins for its processors, without the guard and with it, and
 * prints what was tried, what was stopped and what went through.
 */
public final class Demo {
  private Demo() {}

  /**
   * One line of the table.
   *
   * @param isAsExpected true if a leak was stopped with nothing sent, or a legitimate request
   *     arrived as it does without the guard
   * @param bytes of bodies that arrived at the processor
   */
  record Row(Attempt attempt, boolean isAsExpected, String outcome, long bytes) {}

  /**
   * What came of it.
   *
   * @param alerts that the security desk has received
   */
  record Result(List<Row> rows, List<SecurityDesk.Received> alerts) {}

  /** Exits with 0 if everything came out as it should. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(System.getProperty("flowguard.demo.folder", "target/demo"));
    String agent =
        System.getProperty("flowguard.agent", "../agent/dist/target/flowguard-agent.jar");
    Result result = run(folder.toAbsolutePath(), Path.of(agent).toAbsolutePath().normalize());
    List<Row> rows = result.rows();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    print(rows, folder.toAbsolutePath().normalize(), out);
    print(result.alerts(), out);
    boolean isReported =
        !result.alerts().isEmpty()
            && result.alerts().stream().allMatch(SecurityDesk.Received::isGenuine);
    System.exit(isReported && rows.stream().allMatch(Row::isAsExpected) ? 0 : 1);
  }

  static Result run(Path folder, Path agent) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    KnowledgeBase.write(folder);
    Certificates certificates = Certificates.make(folder, StandIns.HOSTS);
    try (StandIns standIns = new StandIns(certificates.keyStore(), Certificates.PASSWORD);
        SecurityDesk desk = new SecurityDesk()) {
      List<Attempt> attempts = Mirage.attempts(standIns.port());
      Map<Integer, List<String>> plain = new HashMap<>();
      try (AppJvm app = new AppJvm(folder, certificates, standIns.port(), null, "")) {
        for (int i = 0; i < attempts.size(); i++) {
          if (!attempts.get(i).leak()) {
            app.attempt(i);
            plain.put(i, standIns.take().stream().map(StandIns::describe).toList());
          }
        }
      }
      List<Row> rows = new ArrayList<>();
      try (AppJvm app =
          new AppJvm(folder, certificates, standIns.port(), agent.toString(), desk.url())) {
        for (int i = 0; i < attempts.size(); i++) {
          rows.add(
              row(
                  attempts.get(i),
                  app.attempt(i),
                  standIns.take(),
                  plain.getOrDefault(i, List.of())));
        }
      }
      return new Result(rows, desk.received());
    }
  }

  private static Row row(
      Attempt attempt, String outcome, List<LoggedRequest> arrived, List<String> plain) {
    List<LoggedRequest> atProcessor =
        arrived.stream().filter(r -> !r.getHost().equals(StandIns.OWN_HOST)).toList();
    long bytes = atProcessor.stream().mapToLong(request -> request.getBody().length).sum();
    if (attempt.leak()) {
      boolean stopped = outcome.startsWith("stopped") && atProcessor.isEmpty();
      return new Row(attempt, stopped, outcome, bytes);
    }
    boolean identical =
        outcome.startsWith("sent")
            && !plain.isEmpty()
            && arrived.stream().map(StandIns::describe).toList().equals(plain);
    return new Row(attempt, identical, outcome, bytes);
  }

  private static void print(List<Row> rows, Path folder, PrintStream out) throws IOException {
    out.println();
    out.println("Mirage Studio promises that no processor gets its users' content.");
    section(rows, false, "Legitimate requests: must arrive as they do without the guard", out);
    section(rows, true, "Leaks: must be stopped before a byte leaves", out);
    long good = rows.stream().filter(Row::isAsExpected).count();
    out.println();
    out.printf("%d of %d as expected.%n", good, rows.size());
    Path journal = folder.resolve("journal");
    if (Files.isDirectory(journal)) {
      out.println("Each stop is one line of JSON, without the content, in");
      out.println("  " + journal);
    }
    out.println("What the guard said at start: " + folder.resolve("guarded.log"));
  }

  private static void print(List<SecurityDesk.Received> alerts, PrintStream out) {
    out.println();
    long genuine = alerts.stream().filter(SecurityDesk.Received::isGenuine).count();
    out.printf(
        "The security desk has received %d alerts, %d with a good signature.%n",
        alerts.size(), genuine);
    if (!alerts.isEmpty()) {
      out.println("The first of them:");
      out.println("  webhook-id: " + alerts.get(0).id());
      out.println("  " + alerts.get(0).summary());
    }
  }

  private static void section(List<Row> rows, boolean leaks, String title, PrintStream out) {
    out.println();
    out.println(title);
    for (Row row : rows) {
      if (row.attempt().leak() == leaks) {
        out.printf("  %-48s %-10s %s%n", row.attempt().what(), row.attempt().to(), result(row));
      }
    }
  }

  private static String result(Row row) {
    if (!row.isAsExpected()) {
      return "NOT AS EXPECTED: " + row.outcome() + ", " + row.bytes() + " body bytes arrived";
    }
    if (!row.attempt().leak()) {
      return "arrived, identical";
    }
    String category = row.outcome().substring("stopped ".length());
    return "stopped, 0 bytes: " + category.substring(0, category.indexOf(" at "));
  }
}
