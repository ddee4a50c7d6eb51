package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random faults in the guard's own methods: each is an exception or error that one method throws,
 * at one of its next calls or from then on. Whatever it is, content is stopped, other requests
 * pass, and the next request is judged as if nothing had been.
 */
class RandomFaultsIT {
  /** Over all clients. */
  private static final int FAULTS = Integer.getInteger("flowguard.faults", 150);

  private static final long SEED = Long.getLong("flowguard.faults.seed", 1);

  private static final String PROCESSOR = "processor.example.test";
  private static final String OWN = "own.example.test";
  private static final String SECRET =
      "Quixotic herons borrowed the vicar's ladder and never told the parish clerk";
  private static final String BLOCKED = "BlockedRequestException: Blocked POST to target";

  private static final String POLICY =
      """
      policy: random-faults
      first-party: [own.example.test]
      processors: { target: { hosts: [processor.example.test], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  /** What is to be stopped, what is judged and passes, and what concerns no rule. */
  private static final List<String[]> REQUESTS =
      List.of(
          new String[] {PROCESSOR, SECRET},
          new String[] {PROCESSOR, "fine"},
          new String[] {OWN, "fine"});

  private static final int MOST_CALLS = 20;

  private static final List<String> KINDS =
      List.of(
          "java.lang.IllegalStateException",
          "java.lang.NullPointerException",
          "java.lang.ClassCastException",
          "java.io.IOException",
          "java.lang.Error",
          "java.lang.AssertionError",
          "java.lang.StackOverflowError",
          "java.lang.OutOfMemoryError",
          "java.lang.NoClassDefFoundError",
          "java.lang.NoSuchMethodError",
          "java.lang.ExceptionInInitializerError");

  @TempDir Path folder;

  static List<TestClient> clients() {
    return List.of(TestClient.URL_CONNECTION, TestClient.OKHTTP_4, TestClient.JDK_HTTP);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void aFaultStopsItsRequestAtMostAndNoneAfterIt(TestClient client) throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Files.writeString(folder.resolve("hosts"), "127.0.0.1 " + PROCESSOR + "\n127.0.0.1 " + OWN);
    List<String> options =
        List.of(
            "-javaagent:" + FaultAgent.jar(folder) + "=" + FaultAgent.EVERY_METHOD,
            "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal",
            "-Djdk.net.hosts.file=hosts");
    Path jdk = Jdks.all().get(0);
    Random random = new Random(SEED + client.sender().hashCode());
    int thrown = 0;
    int total = Math.max(1, FAULTS / clients().size());
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm =
            new ForkedJvm(jdk, folder, options, client.classPath(jdk), client.sender(), SECRET)) {
      send(jvm, server, PROCESSOR, SECRET);
      send(jvm, server, PROCESSOR, "fine");
      List<Target> targets = new ArrayList<>();
      for (String[] each : REQUESTS) {
        targets.add(Target.of(jvm, server, each[0], each[1]));
      }
      for (int i = 0; i < total; i++) {
        Target target = targets.get(random.nextInt(targets.size()));
        String method = target.methods.get(random.nextInt(target.methods.size()));
        String kind = KINDS.get(random.nextInt(KINDS.size()));
        boolean isOnce = random.nextBoolean();
        int call = 1 + random.nextInt(Math.min(MOST_CALLS, target.calls.get(method)));
        String what =
            kind
                + " in "
                + method
                + (isOnce ? " at call " : " from call ")
                + call
                + ", of '"
                + target.value
                + "' to "
                + target.host
                + ", fault "
                + i;

        jvm.run("arm", method, String.valueOf(call), String.valueOf(isOnce), kind);
        String result = sendFaulty(jvm, server, target, what);
        thrown += Integer.parseInt(jvm.run("disarm")) > 0 ? 1 : 0;

        if (target.value.equals(SECRET)) {
          assertThat(result).as(what).doesNotStartWith("200");
        } else {
          assertThat(result).as(what).matches("(?s)200|.*(Exception|Error).*");
        }
        assertThat(send(jvm, server, OWN, "fine")).as("own host after " + what).isEqualTo("200");
        assertThat(send(jvm, server, PROCESSOR, "fine")).as("clean after " + what).isEqualTo("200");
        assertThat(send(jvm, server, PROCESSOR, SECRET)).as("leak after " + what).contains(BLOCKED);
        assertThat(server.takeRequests()).as(what).noneMatch(request -> request.contains("herons"));
      }
      assertThat(jvm.journal()).hasSizeGreaterThan(total);
    }
    System.out.printf(
        "Random faults, %s, seed %d: %d of %d thrown%n", client.sender(), SEED, thrown, total);
    assertThat(thrown).as("faults that were really thrown").isGreaterThan(total / 2);
  }

  /**
   * A request, and the methods of the guard that run through it once everything is warm.
   *
   * @param calls of each method
   */
  private record Target(
      String host, String value, List<String> methods, Map<String, Integer> calls) {

    static Target of(ForkedJvm jvm, RawServer server, String host, String value) {
      send(jvm, server, host, value);
      Map<String, Integer> calls = calls(jvm, server, host, value);
      // What other threads of the guard did meanwhile is not part of a request.
      calls.keySet().retainAll(calls(jvm, server, host, value).keySet());
      return new Target(host, value, List.copyOf(calls.keySet()), calls);
    }

    private static Map<String, Integer> calls(
        ForkedJvm jvm, RawServer server, String host, String value) {
      jvm.run("record");
      send(jvm, server, host, value);
      Map<String, Integer> calls = new TreeMap<>();
      for (String each : jvm.run("recorded").split(",")) {
        int equals = each.indexOf('=');
        calls.put(each.substring(0, equals), Integer.valueOf(each.substring(equals + 1)));
      }
      return calls;
    }
  }

  private static String sendFaulty(ForkedJvm jvm, RawServer server, Target target, String what) {
    try {
      return send(jvm, server, target.host, target.value);
    } catch (AssertionError e) {
      throw new AssertionError("no end of the request after " + what, e);
    }
  }

  private static String send(ForkedJvm jvm, RawServer server, String host, String value) {
    return jvm.send(
        "now",
        1,
        "POST",
        server.url(host, "/v1/x"),
        ForkedJvm.FORM,
        Sender.Kind.BYTES,
        ForkedJvm.form(value),
        0);
  }
}
