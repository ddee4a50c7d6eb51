package dev.flowguard.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * Prints what each agent adds, and writes it to {@code docs/evidence/performance.md}. Times of a
 * busy machine are of little use; the variants run in turns, so that what else it does meets all.
 *
 * <p>Linux only: CPU seconds of a process that has ended are read from {@code /proc}.
 */
public final class Bench {
  private static final Path PAGE = Path.of("..", "..", "docs", "evidence", "performance.md");

  private static final List<String> PARTS = List.of("starts", "requests", "servers", "rows");

  private Bench() {}

  /**
   * @param arguments {@code starts}, {@code requests}, {@code servers} or {@code rows} for these
   *     parts, nothing for all; a number for the rounds; {@code dry} to write no page
   */
  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    int rounds = 0;
    for (String each : given) {
      rounds = each.matches("[0-9]+") ? Integer.parseInt(each) : rounds;
    }
    StringBuilder page = new StringBuilder(head());
    if (isDue("starts", given)) {
      page.append(Starts.measure(Agents.forStarts(), rounds == 0 ? 15 : rounds));
    }
    if (isDue("requests", given)) {
      page.append(Requests.measure(Agents.forRequests(), rounds == 0 ? 9 : rounds));
    }
    if (isDue("servers", given)) {
      page.append(Servers.measure(Agents.forRequests(), rounds == 0 ? 9 : rounds));
    }
    if (isDue("rows", given)) {
      page.append(Rows.measure(Agents.forRequests(), rounds == 0 ? 9 : rounds));
    }
    page.append(
        String.format(
            Locale.ROOT,
            "%nLoad at the end: %.1f.%n",
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    System.out.println(page);
    if (!given.contains("dry")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }
  }

  private static boolean isDue(String part, List<String> given) {
    return given.contains(part) || PARTS.stream().noneMatch(given::contains);
  }

  private static String head() throws IOException {
    return String.format(
        Locale.ROOT,
        """
        # What the agent costs

        Written by `mvn -Pbench-agent -pl agent/bench -am -DskipTests verify` on %s: Java %s, %s, %d processors, load %.1f at the beginning. Medians, and in brackets the middle half. What an agent
        adds is the difference to a run without an agent in the same turn. **Compare columns of one table**; times of two machines, or of two days, say nothing.
        """,
        LocalDate.now(ZoneOffset.UTC),
        System.getProperty("java.vm.version"),
        processor(),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String processor() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
      if (line.startsWith("model name")) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return System.getProperty("os.arch");
  }
}
