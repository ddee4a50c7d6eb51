package dev.flowguard.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What an agent adds to a request that an application serves, one JVM for each agent and server, in
 * turns. Each body is new, so that what a source captures was not known before.
 */
final class Servers {
  private static final String OPEN_TELEMETRY = "OpenTelemetry";
  private static final String UNDECLARED = "Flowguard, another path declared";
  private static final String DECLARED = "Flowguard, the path declared";

  private static final String POLICY =
      """
      policy: servers
      processors: { stripe: { catalogue: stripe } }
      categories: { chats: { sources: [{ http-in: "POST %s" }] } }
      rules: [{ id: no-chats, never: [chats], reach: [stripe] }]
      """;

  private static final String PATH = "/api/chat/7";

  /** A path of which the application serves one request: a source that has fired looks no more. */
  private static final String OTHER_PATH = "/api/notes/7";

  private static final List<String> SERVERS = List.of(Server.TOMCAT, Server.NETTY, Server.JDK);

  /** Bytes of a body, and how many requests a round has. */
  private record Load(String name, int size, int requests) {}

  private static final List<Load> LOADS =
      List.of(
          new Load("200 B", 200, 4_000),
          new Load("4 KiB", 4 << 10, 3_000),
          new Load("64 KiB", 64 << 10, 1_000));

  private static final int WARM_UPS = 5;

  private Servers() {}

  /** A JVM that serves, and the connection of its client. */
  private static final class Connected implements Closeable {
    private final Jvm jvm;
    private final Socket client;
    private final Random random = new Random(1);

    Connected(String name, List<String> options, String server) throws IOException {
      List<String> all = new ArrayList<>(List.of("-Dsun.net.httpserver.nodelay=true"));
      all.addAll(options);
      jvm = new Jvm(name, all, Server.class, List.of(server));
      String port = jvm.answer("port [0-9]+")[1];
      client = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
      client.setTcpNoDelay(true);
      send(OTHER_PATH, LOADS.get(0).size());
    }

    /**
     * Sends requests, one after the other. Answers what each has cost: CPU microseconds of the
     * threads that serve, CPU microseconds of the process, bytes allocated by those threads.
     */
    double[] run(Load load) throws IOException {
      long[] before = costs();
      for (int i = 0; i < load.requests(); i++) {
        send(PATH, load.size());
      }
      long[] after = costs();
      return new double[] {
        (after[0] - before[0]) / 1e3 / load.requests(),
        (after[2] - before[2]) / 1e3 / load.requests(),
        (double) (after[1] - before[1]) / load.requests()
      };
    }

    private void send(String path, int size) throws IOException {
      client.getOutputStream().write(request(path, size));
      readAnswer();
    }

    private byte[] request(String path, int size) {
      String head =
          "POST "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
              + size
              + "\r\n\r\n{\"message\":\"";
      byte[] request = new byte[head.indexOf("\r\n\r\n") + 4 + size];
      byte[] start = head.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(start, 0, request, 0, start.length);
      long bits = random.nextLong();
      for (int i = start.length; i < request.length - 2; i++) {
        bits = bits * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        int digit = (int) (bits >>> 59);
        request[i] = (byte) (digit < 26 ? 'a' + digit : ' ');
      }
      request[request.length - 2] = '"';
      request[request.length - 1] = '}';
      return request;
    }

    private void readAnswer() throws IOException {
      InputStream from = client.getInputStream();
      int ends = 0;
      while (ends < 4) {
        int next = from.read();
        if (next < 0) {
          throw new IOException("a server has closed its connection, see target/jvms");
        }
        ends = next == '\r' || next == '\n' ? ends + 1 : 0;
      }
    }

    private long[] costs() throws IOException {
      jvm.send("");
      String[] words = jvm.answer("[0-9]+ [0-9]+ [0-9]+");
      return new long[] {
        Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2])
      };
    }

    @Override
    public void close() throws IOException {
      client.close();
      jvm.close();
    }
  }

  static String measure(Map<String, List<String>> agents, int rounds) throws IOException {
    Map<String, List<String>> variants = new LinkedHashMap<>();
    variants.put(Agents.NONE, agents.get(Agents.NONE));
    variants.put(UNDECLARED, withPolicy(agents.get(Agents.FLOWGUARD), "undeclared", OTHER_PATH));
    variants.put(DECLARED, withPolicy(agents.get(Agents.FLOWGUARD), "declared", PATH));
    variants.put(OPEN_TELEMETRY, agents.get(OPEN_TELEMETRY));
    StringBuilder table = new StringBuilder("\n## A request that an application serves\n\n");
    table.append("| server | body | agent | CPU µs added, threads that serve |");
    table.append(" % of OpenTelemetry's | CPU µs added, process | bytes added |\n");
    table.append("|---|---|---|---|---|---|---|\n");
    for (String server : SERVERS) {
      table.append(rows(server, variants, rounds));
    }
    table.append(
        "\n"
            + "A policy may cost 2 µs and 0.5 ns a byte on the thread that serves; what it"
            + " captures, a thread of the guard reads.\n");
    return table.toString();
  }

  private static List<String> withPolicy(List<String> agent, String name, String path)
      throws IOException {
    Path policy = Path.of("target", "servers-" + name + ".yaml").toAbsolutePath();
    Files.writeString(policy, String.format(Locale.ROOT, POLICY, path));
    List<String> options = new ArrayList<>(agent);
    options.set(0, options.get(0) + "=policy=" + policy);
    return options;
  }

  private static String rows(String server, Map<String, List<String>> variants, int rounds)
      throws IOException {
    Map<String, Connected> jvms = new LinkedHashMap<>();
    StringBuilder table = new StringBuilder();
    try {
      for (Map.Entry<String, List<String>> variant : variants.entrySet()) {
        jvms.put(variant.getKey(), new Connected(variant.getKey(), variant.getValue(), server));
      }
      for (Load load : LOADS) {
        table.append(rows(server, jvms, load, rounds));
      }
    } finally {
      for (Connected jvm : jvms.values()) {
        jvm.close();
      }
    }
    return table.toString();
  }

  private static String rows(String server, Map<String, Connected> jvms, Load load, int rounds)
      throws IOException {
    for (int i = 0; i < WARM_UPS; i++) {
      for (Connected jvm : jvms.values()) {
        jvm.run(load);
      }
    }
    Map<String, Figures[]> added = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(jvms.keySet());
    for (String name : order) {
      added.put(name, new Figures[] {new Figures(), new Figures(), new Figures()});
    }
    for (int round = 0; round < rounds; round++) {
      Map<String, double[]> now = new LinkedHashMap<>();
      for (String name : order) {
        now.put(name, jvms.get(name).run(load));
      }
      Collections.reverse(order);
      for (String name : order) {
        for (int i = 0; i < added.get(name).length; i++) {
          added.get(name)[i].add(now.get(name)[i] - now.get(Agents.NONE)[i]);
        }
      }
    }
    StringBuilder table = new StringBuilder();
    double other = added.get(OPEN_TELEMETRY)[0].median();
    for (String name : jvms.keySet()) {
      if (!name.equals(Agents.NONE)) {
        Figures[] figures = added.get(name);
        table.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %.0f | %s | %s |%n",
                server,
                load.name(),
                name,
                figures[0].shown(1),
                100 * figures[0].median() / other,
                figures[1].shown(0),
                figures[2].shown(0)));
      }
    }
    return table.toString();
  }
}
