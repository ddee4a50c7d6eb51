package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fifty threads of mixed allowed and stopped traffic through one client on a small heap: nothing
 * leaks to the server, and nothing is left behind in the JVM.
 */
class SoakIT {
  private static final int SECONDS = Integer.getInteger("flowguard.soak.seconds", 10);
  private static final int WARM_UP_SECONDS = Math.min(20, Math.max(4, SECONDS / 4));
  private static final int SETTLE_SECONDS = 90;

  /**
   * The last versions of these clients; of one of them, if {@code flowguard.soak.family} names it.
   * One more family is one more line.
   */
  static Stream<Family> families() {
    String wanted = System.getProperty("flowguard.soak.family", "");
    return Stream.of(
            new Family(new UrlConnectionGateIT(), GateContract.Scheme.HTTPS),
            new Family(new JdkHttpGateIT(), GateContract.Scheme.HTTPS),
            new Family(new JdkHttpGateIT(), GateContract.Scheme.HTTP2),
            new Family(new OkHttpGateIT(), GateContract.Scheme.HTTPS),
            new Family(new OkHttpGateIT(), GateContract.Scheme.HTTP2),
            new Family(new Apache4GateIT(), GateContract.Scheme.HTTPS),
            new Family(new Apache5GateIT(), GateContract.Scheme.HTTPS),
            new Family(new Apache4AsyncGateIT(), GateContract.Scheme.HTTPS),
            new Family(new Apache5AsyncGateIT(), GateContract.Scheme.HTTPS),
            new Family(new Apache5AsyncGateIT(), GateContract.Scheme.HTTP2),
            new Family(new ReactorNettyGateIT(), GateContract.Scheme.HTTPS),
            new Family(new ReactorNettyGateIT(), GateContract.Scheme.HTTP2),
            new Family(new ArmeriaGateIT(), GateContract.Scheme.HTTP2),
            new Family(new Jetty12GateIT(), GateContract.Scheme.HTTPS),
            new Family(new Jetty12GateIT(), GateContract.Scheme.HTTP2),
            new Family(new HelidonGateIT(), GateContract.Scheme.HTTPS),
            new Family(new HelidonGateIT(), GateContract.Scheme.HTTP2))
        .filter(family -> family.toString().contains(wanted));
  }

  /** A client in the way its contract test describes it, and what it speaks. */
  record Family(GateContract contract, GateContract.Scheme scheme) {
    TestClient client() {
      return contract.abilities().latest();
    }

    Path jdk() {
      return Jdks.all().stream()
          .filter(jdk -> Jdks.feature(jdk) >= contract.abilities().oldestJdk())
          .findFirst()
          .orElseThrow();
    }

    /** Kinds of bodies that come to a good end by themselves. */
    String kinds() {
      Set<Sender.Kind> kinds = contract.abilities().kinds(client());
      kinds.removeAll(
          EnumSet.of(
              Sender.Kind.NONE,
              Sender.Kind.DUPLEX,
              Sender.Kind.AWAITING_ANSWER,
              Sender.Kind.FAILING,
              Sender.Kind.LYING,
              Sender.Kind.ENDLESS));
      return kinds.stream().map(Enum::name).collect(Collectors.joining(","));
    }

    boolean sendsLater() {
      return contract.abilities().can(Ability.ASYNCHRONOUS_CALLS, client());
    }

    @Override
    public String toString() {
      String name = contract.getClass().getSimpleName().replace("GateIT", "");
      return name + " " + client().version() + ", " + scheme;
    }
  }

  private static final String PROCESSOR = "processor.example.test";
  private static final String OWN = "own.example.test";
  private static final String SECRET =
      "Quixotic herons borrowed the vicar's ladder and never told the parish clerk";
  private static final String POLICY =
      """
      policy: soak
      first-party: [own.example.test]
      processors: { target: { hosts: [processor.example.test], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  /** What may come and go by itself: threads of pools, classes of rare paths. */
  private static final Map<String, Long> SLACK =
      Map.of(
          "threads", 8L,
          "descriptors", 12L,
          "connections", 8L,
          "classes", 200L,
          "loaders", 4L,
          "heapKib", 16L << 10,
          "deadlocked", 0L);

  private static final Path FOLDER = Path.of("target", "soak").toAbsolutePath();

  @ParameterizedTest(name = "{0}")
  @MethodSource("families")
  void mixedTrafficOfFiftyThreadsLeaksNothingAndLeavesNothingBehind(Family family)
      throws Exception {
    Files.createDirectories(FOLDER);
    Path folder = Files.createTempDirectory(FOLDER, family.client().sender());
    TestTls tls = TestTls.make(folder, List.of(PROCESSOR, OWN));
    // What is stopped goes to two servers: one that gets much else, and one that gets nothing.
    try (Server mixed = new Server(family.scheme(), tls);
        Server silent = new Server(family.scheme(), tls);
        ForkedJvm jvm = fork(family, folder, tls)) {
      traffic(jvm, family, mixed, silent, WARM_UP_SECONDS);
      Map<String, Long> before = settled(jvm, mixed, silent, null);
      Map<String, Long> counts = traffic(jvm, family, mixed, silent, SECONDS);
      Map<String, Long> after = settled(jvm, mixed, silent, before);
      String stderr = jvm.stderr();
      print(family, counts, before, after);

      assertThat(jvm.run("soak", "unexpected")).isEqualTo("0 []");
      assertThat(counts).containsEntry("stuck", 0L);
      assertThat(counts.get("allowed")).isPositive();
      assertThat(counts.get("stopped")).isPositive();
      assertThat(silent.server.bodyBytes()).as("bytes of what was stopped").isZero();
      assertThat(stderr)
          .doesNotContain("LEAK", "OutOfMemoryError", "StackOverflowError", "Please report this");
      SLACK.forEach(
          (name, slack) ->
              assertThat(after.get(name))
                  .as("%s, after %s", name, before)
                  .isLessThanOrEqualTo(before.get(name) + slack));
      // Held memory that was not given back would leave no room for a large body.
      String large =
          jvm.run(
              "now",
              "1",
              "POST",
              mixed.server.url(PROCESSOR, "/large"),
              "Content-Type:application/x-www-form-urlencoded",
              "BYTES",
              "*" + (12 << 20),
              "1000");
      assertThat(large).doesNotContain("incomplete:memory");
    }
  }

  /** Runs traffic for a time, looks at what arrives, and lets it come to its end. */
  private static Map<String, Long> traffic(
      ForkedJvm jvm, Family family, Server mixed, Server silent, int seconds) throws Exception {
    byte[] form = ForkedJvm.form(SECRET);
    String started =
        jvm.run(
            "soak",
            "start",
            family.kinds(),
            String.valueOf(family.sendsLater()),
            Base64.getEncoder().encodeToString(form),
            mixed.server.url(PROCESSOR, "/v1/x"),
            mixed.server.url(OWN, "/v1/x"),
            silent.server.url(PROCESSOR, "/v1/x"));
    assertThat(started).isEqualTo("started");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(500);
      mixed.look();
    }
    Map<String, Long> counts = figures(jvm.run("soak", "rest"));
    mixed.look();
    return counts;
  }

  /** What is held once idle connections and threads have gone. */
  private static Map<String, Long> settled(
      ForkedJvm jvm, Server mixed, Server silent, Map<String, Long> before) throws Exception {
    Map<String, Long> last = Map.of();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
    while (System.nanoTime() < end) {
      TimeUnit.SECONDS.sleep(2);
      Map<String, Long> now = figures(jvm.run("soak", "figures"));
      now.put(
          "connections", (long) mixed.server.openConnections() + silent.server.openConnections());
      boolean isQuiet =
          before == null
              ? isLike(now, last)
              : SLACK.keySet().stream()
                  .allMatch(name -> now.get(name) <= before.get(name) + SLACK.get(name));
      last = now;
      if (isQuiet) {
        break;
      }
    }
    return last;
  }

  private static boolean isLike(Map<String, Long> now, Map<String, Long> last) {
    return Stream.of("threads", "descriptors", "connections")
        .allMatch(name -> now.get(name).equals(last.get(name)));
  }

  private static Map<String, Long> figures(String line) {
    Map<String, Long> figures = new HashMap<>();
    for (String each : line.split(" ")) {
      int equals = each.indexOf('=');
      assertThat(equals).as(line).isPositive();
      figures.put(each.substring(0, equals), Long.valueOf(each.substring(equals + 1)));
    }
    return figures;
  }

  private static void print(
      Family family, Map<String, Long> counts, Map<String, Long> before, Map<String, Long> after) {
    String held =
        Stream.of("threads", "descriptors", "connections", "classes", "loaders", "heapKib")
            .map(name -> name + " " + before.get(name) + " -> " + after.get(name))
            .collect(Collectors.joining(", "));
    System.out.printf(
        "Soak, %s, %d s: %d allowed, %d stopped, %d unexpected; %s%n",
        family,
        SECONDS,
        counts.get("allowed"),
        counts.get("stopped"),
        counts.get("unexpected"),
        held);
  }

  private static ForkedJvm fork(Family family, Path folder, TestTls tls) throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Path hosts = folder.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 " + PROCESSOR + "\n127.0.0.1 " + OWN + "\n");
    List<String> options =
        List.of(
            "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal",
            "-XX:TieredStopAtLevel=4",
            "-Xmx256m",
            "-XX:+HeapDumpOnOutOfMemoryError",
            "-Dcontract.http2=" + (family.scheme() == GateContract.Scheme.HTTP2),
            "-Djdk.net.hosts.file=" + hosts,
            "-Djavax.net.ssl.trustStore=" + tls.store(),
            "-Djavax.net.ssl.trustStorePassword=" + TestTls.PASSWORD,
            // Idle connections go soon, so that what stays is a leak.
            "-Djdk.httpclient.keepalive.timeout=2",
            // A stopped request often costs its connection; the JDK would remember 20 480 sessions.
            "-Djavax.net.ssl.sessionCacheSize=64",
            "-Dio.netty.leakDetection.level=paranoid",
            "-Dio.grpc.netty.shaded.io.netty.leakDetection.level=paranoid");
    TestClient client = family.client();
    Path jdk = family.jdk();
    return new ForkedJvm(jdk, folder, options, client.classPath(jdk), client.sender(), SECRET);
  }

  private static final class Server implements AutoCloseable {
    private final TestServer server;
    private final AutoCloseable socket;

    Server(GateContract.Scheme scheme, TestTls tls) throws Exception {
      if (scheme == GateContract.Scheme.HTTP2) {
        Http2Server http2 = new Http2Server(tls.context());
        server = http2;
        socket = http2;
      } else {
        RawServer http1 = new RawServer(scheme == GateContract.Scheme.HTTP ? null : tls.context());
        server = http1;
        socket = http1;
      }
    }

    /** Forgets what has arrived, which must be harmless or for the own host. */
    void look() {
      for (String request : server.takeRequests()) {
        if (request.contains("herons") && !request.contains("own=1")) {
          throw new AssertionError("leaked: " + request);
        }
      }
    }

    @Override
    public void close() throws Exception {
      socket.close();
    }
  }
}
