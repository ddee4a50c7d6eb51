package dev.flowguard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an agent adds to a request, one JVM for each agent, in turns. */
final class Requests {
  /** Hosts that the built-in policy judges, which lead to this machine. */
  private static final List<String> HOSTS =
      List.of("region1.google-analytics.com", "files.stripe.com");

  private static final String JUDGED =
      "http://" + HOSTS.get(0) + ":%d/mp/collect?measurement_id=G-1";

  /** Takes files, so that it is judged by what is in it, and not stopped as a file. */
  private static final String UPLOAD = "http://" + HOSTS.get(1) + ":%d/v1/files";

  /** The path is not that of a processor, which is one on any host. */
  private static final String UNJUDGED = "http://127.0.0.1:%d/v1/orders?page=1";

  private static final List<String> CLIENTS =
      List.of(
          "OkHttp", "java.net.http", "HttpURLConnection", "Apache HttpClient 5", "Reactor Netty");

  private static final List<Integer> FIRST = List.of(1, 10, 100, 1_000);

  /**
   * A case of the table: so many requests a round that the clock of a process, which some systems
   * move on by ten milliseconds, tells one request's share.
   */
  private record Load(
      String name, String url, String kind, int size, int threads, int requests, int warmUp) {
    String line(int port, int count) {
      return String.format(Locale.ROOT, url + " %s %d %d %d", port, kind, size, threads, count);
    }
  }

  private static final Load CLEAN =
      new Load("judged, 4 KiB", JUDGED, "json", 4_096, 1, 4_000, 30_000);

  private static final List<Load> LOADS =
      List.of(
          CLEAN,
          new Load("not judged, 4 KiB", UNJUDGED, "json", 4_096, 1, 4_000, 8_000),
          new Load("judged, 4 KiB, 16 threads", JUDGED, "json", 4_096, 16, 6_400, 6_400),
          new Load("judged, 4 KiB, 200 threads", JUDGED, "json", 4_096, 200, 6_000, 6_000),
          new Load("judged, 1 MiB of JSON", JUDGED, "json", 1 << 20, 1, 20, 100),
          new Load("judged, a photo of 10 MiB", UPLOAD, "photo", 10 << 20, 1, 4, 30),
          new Load("stopped, 4 KiB", JUDGED, "leak", 4_096, 1, 100, 600));

  private Requests() {}

  /** A JVM that sends. */
  private static Jvm sender(String agent, List<String> options, String client, Path hosts)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("-Djdk.net.hosts.file=" + hosts));
    all.addAll(options);
    Jvm jvm = new Jvm(agent, all, Worker.class, List.of(client.split(" ")));
    jvm.answer("ready");
    return jvm;
  }

  /** Median microseconds of a request, and CPU microseconds and bytes of each. */
  private static double[] run(Jvm jvm, String line) throws IOException {
    jvm.send(line);
    String[] words = jvm.answer("[0-9.]+ [0-9.]+ -?[0-9]+");
    return new double[] {
      Double.parseDouble(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2])
    };
  }

  static String measure(Map<String, List<String>> agents, int rounds) throws Exception {
    Path hosts = Path.of("target", "hosts").toAbsolutePath();
    Files.writeString(hosts, "127.0.0.1 " + String.join(" ", HOSTS) + "\n");
    StringBuilder page = new StringBuilder();
    try (Sink sink = new Sink()) {
      page.append(byClient(agents, rounds, sink.port(), hosts));
      page.append(byLoad(agents, rounds, sink.port(), hosts));
      page.append(first(agents, Math.max(3, rounds / 2), sink.port(), hosts));
    }
    return page.toString();
  }

  private static String byClient(Map<String, List<String>> agents, int rounds, int port, Path hosts)
      throws Exception {
    StringBuilder table = new StringBuilder("\n## A judged request of 4 KiB, by client\n\n");
    table.append(head("client"));
    for (String client : CLIENTS) {
      table.append(rows(client, agents, List.of(CLEAN), rounds, client, port, hosts));
    }
    return table.toString();
  }

  private static String byLoad(Map<String, List<String>> agents, int rounds, int port, Path hosts)
      throws Exception {
    StringBuilder table = new StringBuilder("\n## Requests of OkHttp\n\n");
    table.append(head("request"));
    table.append(rows("", agents, LOADS, rounds, "OkHttp", port, hosts));
    return table.toString();
  }

  private static String head(String first) {
    return "| "
        + first
        + " | agent | CPU µs added | of OpenTelemetry's | p50 µs added | bytes added |\n"
        + "|---|---|---|---|---|---|\n";
  }

  private static String rows(
      String name,
      Map<String, List<String>> agents,
      List<Load> loads,
      int rounds,
      String client,
      int port,
      Path hosts)
      throws Exception {
    Map<String, Jvm> jvms = new LinkedHashMap<>();
    StringBuilder table = new StringBuilder();
    try {
      for (Map.Entry<String, List<String>> agent : agents.entrySet()) {
        jvms.put(agent.getKey(), sender(agent.getKey(), agent.getValue(), client, hosts));
      }
      for (Load load : loads) {
        table.append(rows(name.isEmpty() ? load.name() : name, jvms, load, rounds, port));
      }
    } finally {
      for (Jvm jvm : jvms.values()) {
        jvm.close();
      }
    }
    return table.toString();
  }

  private static String rows(String name, Map<String, Jvm> jvms, Load load, int rounds, int port)
      throws IOException {
    for (Jvm jvm : jvms.values()) {
      run(jvm, load.line(port, load.warmUp()));
    }
    Map<String, Figures[]> added = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(jvms.keySet());
    for (String agent : order) {
      added.put(agent, new Figures[] {new Figures(), new Figures(), new Figures()});
    }
    for (int round = 0; round < rounds; round++) {
      Map<String, double[]> now = new LinkedHashMap<>();
      for (String agent : order) {
        now.put(agent, run(jvms.get(agent), load.line(port, load.requests())));
      }
      Collections.reverse(order);
      for (String agent : order) {
        for (int i = 0; i < added.get(agent).length; i++) {
          added.get(agent)[i].add(now.get(agent)[i] - now.get(Agents.NONE)[i]);
        }
      }
    }
    Figures other = added.get("OpenTelemetry")[1];
    StringBuilder table = new StringBuilder();
    for (String agent : jvms.keySet()) {
      if (!agent.equals(Agents.NONE)) {
        Figures[] figures = added.get(agent);
        table.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s |%n",
                name,
                agent,
                figures[1].shown(0),
                figures[1].times(other),
                figures[0].shown(0),
                figures[2].shown(0)));
      }
    }
    return table.toString();
  }

  /** How long the first requests of a JVM take, which run in cold code. */
  private static String first(Map<String, List<String>> agents, int rounds, int port, Path hosts)
      throws IOException {
    Map<String, Map<Integer, Figures>> taken = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, List<String>> agent : agents.entrySet()) {
        try (Jvm jvm = sender(agent.getKey(), agent.getValue(), "OkHttp", hosts)) {
          int sent = 0;
          for (int number : FIRST) {
            if (number - 1 > sent) {
              run(jvm, CLEAN.line(port, number - 1 - sent));
            }
            taken
                .computeIfAbsent(agent.getKey(), name -> new LinkedHashMap<>())
                .computeIfAbsent(number, each -> new Figures())
                .add(run(jvm, CLEAN.line(port, 1))[0] / 1_000);
            sent = number;
          }
        }
      }
    }
    StringBuilder table = new StringBuilder("\n## The first requests of a JVM, OkHttp, 4 KiB\n\n");
    table.append("| agent |");
    FIRST.forEach(number -> table.append(" ms of request ").append(number).append(" |"));
    table.append("\n|---|---|---|---|---|\n");
    taken.forEach(
        (agent, figures) -> {
          table.append("| ").append(agent).append(" |");
          figures.values().forEach(each -> table.append(' ').append(each.shown(1)).append(" |"));
          table.append('\n');
        });
    return table.toString();
  }
}
