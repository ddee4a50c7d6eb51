package dev.flowguard.sample;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

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
   * @param doctor what it prints at the end
   */
  record Result(List<Row> rows, List<SecurityDesk.Received> alerts, List<String> doctor) {
    /** What is known of the sources that the policy declares. */
    List<String> sources() {
      return doctor.stream().filter(line -> line.startsWith("source ")).toList();
    }

    /** True if each source has seen content, so that all clauses are proven. */
    boolean isProven() {
      return !sources().isEmpty()
          && sources().stream().allMatch(line -> line.contains(": active") || isOfFiles(line))
          && doctor.stream().noneMatch(line -> line.startsWith("unproven "));
    }

    private static boolean isOfFiles(String source) {
      return source.contains(" files ") && source.contains(": matched");
    }
  }

  /** Exits with 0 if everything came out as it should. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(System.getProperty("flowguard.demo.folder")).toAbsolutePath();
    Result result = run(folder);
    List<Row> rows = result.rows();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    print(rows, folder.normalize(), out);
    print(result.alerts(), out);
    out.println();
    out.println("What doctor reports of the sources that the policy declares:");
    result
        .sources()
        .forEach(line -> out.println("  " + line.substring("source ".length()).strip()));
    boolean isReported =
        !result.alerts().isEmpty()
            && result.alerts().stream().allMatch(SecurityDesk.Received::isGenuine);
    boolean isAsExpected = rows.stream().allMatch(Row::isAsExpected) && result.isProven();
    System.exit(isReported && isAsExpected ? 0 : 1);
  }

  /**
   * Runs it.
   *
   * @param settings of the service
   */
  static Result run(Path folder, String... settings) throws IOException, InterruptedException {
    Path agent = path("flowguard.agent");
    Path app = path("flowguard.demo.app");
    prepare(folder, app);
    Certificates certificates = Certificates.make(folder, StandIns.HOSTS);
    try (StandIns standIns = new StandIns(certificates.keyStore(), Certificates.PASSWORD);
        SecurityDesk desk = new SecurityDesk()) {
      String port = "--mirage.port=:" + standIns.port();
      Map<Attempt, List<String>> plain = new HashMap<>();
      List<String> plainly = with(settings, port);
      try (AppJvm jvm =
          AppJvm.start(
              app, folder, certificates, folder.resolve("plain.log"), List.of(), plainly)) {
        new Browser(jvm.port()).ask(Contents.EARLIER_QUESTION, "");
        standIns.take();
        Browser browser = new Browser(jvm.port());
        for (Attempt attempt : Attempts.ALL) {
          if (!attempt.isLeak()) {
            attempt.action().by(browser);
            plain.put(attempt, standIns.take().stream().map(StandIns::describe).toList());
          }
        }
      }
      List<Row> rows = new ArrayList<>();
      List<String> doctor;
      try (AppJvm jvm =
          AppJvm.start(
              app,
              folder,
              certificates,
              folder.resolve("guarded.log"),
              List.of(option(agent, folder, desk)),
              with(settings, port, "--mirage.leaks=true"))) {
        Browser browser = new Browser(jvm.port());
        for (Attempt attempt : Attempts.ALL) {
          String outcome = attempt.action().by(browser);
          rows.add(row(attempt, outcome, standIns.take(), plain.getOrDefault(attempt, List.of())));
        }
        doctor = jvm.doctor(agent);
      }
      return new Result(rows, desk.received(), doctor);
    }
  }

  private static List<String> with(String[] settings, String... more) {
    return Stream.of(settings, more).flatMap(Stream::of).toList();
  }

  private static Path path(String property) {
    return Path.of(System.getProperty(property)).toAbsolutePath().normalize();
  }

  /** An empty folder, but for articles of customers and the prompt that the service publishes. */
  private static void prepare(Path folder, Path app) throws IOException {
    FileSystemUtils.deleteRecursively(folder);
    Path articles = Files.createDirectories(folder.resolve("kb/pottery"));
    Files.writeString(articles.resolve("kiln.md"), "# The kiln\n\n" + Contents.ARTICLE + "\n");
    Path published = Files.createDirectories(folder.resolve("public"));
    try (JarFile service = new JarFile(app.toFile())) {
      Files.copy(
          service.getInputStream(service.getEntry("BOOT-INF/classes/prompts/assistant.txt")),
          published.resolve("assistant.txt"));
    }
  }

  private static String option(Path agent, Path folder, SecurityDesk desk) {
    return "-javaagent:"
        + agent
        + "=journal.dir="
        + folder.resolve("journal")
        + ",alert.webhook.url="
        + desk.url()
        + ",alert.webhook.secret="
        + SecurityDesk.SECRET;
  }

  private static Row row(
      Attempt attempt, String outcome, List<LoggedRequest> arrived, List<String> plain) {
    List<LoggedRequest> atProcessor =
        arrived.stream().filter(request -> !StandIns.isOwn(request)).toList();
    long bytes = atProcessor.stream().mapToLong(request -> request.getBody().length).sum();
    boolean isAsExpected;
    if (attempt.isLeak()) {
      isAsExpected = outcome.equals("stopped " + attempt.category()) && atProcessor.isEmpty();
    } else {
      isAsExpected =
          outcome.startsWith("sent")
              && !plain.isEmpty()
              && arrived.stream().map(StandIns::describe).toList().equals(plain);
    }
    return new Row(attempt, isAsExpected, outcome, bytes);
  }

  private static void print(List<Row> rows, Path folder, PrintStream out) {
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
      if (row.attempt().isLeak() == leaks) {
        out.printf("  %-52s %-10s %s%n", row.attempt().what(), row.attempt().to(), result(row));
      }
    }
  }

  private static String result(Row row) {
    if (!row.isAsExpected()) {
      return "NOT AS EXPECTED: " + row.outcome() + ", " + row.bytes() + " body bytes arrived";
    }
    return row.attempt().isLeak()
        ? "stopped, 0 bytes: " + row.attempt().category()
        : "arrived, identical";
  }
}
