package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An internal error in a gate that only notes who sends. */
class NoteFaultIT {
  private static final String STEP = "dev/flowguard/agent/gates/vertx/WriteHeadGate.enter";
  private static final String SECRET =
      "The lamplighter's cousin kept the burgomaster's wig in a jar of pickled walnuts";

  private static final String POLICY =
      """
      policy: note-faults
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  @Test
  void stopsNoRequestAndLetsNonePassThatIsToBeStopped() throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Path jdk = Jdks.all().get(0);
    TestClient client = new Vertx5GateIT().abilities().latest();
    List<String> options =
        List.of(
            "-javaagent:" + FaultAgent.jar(folder) + "=",
            "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal");
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm =
            new ForkedJvm(jdk, folder, options, client.classPath(jdk), client.sender(), SECRET)) {
      String url = server.url("localhost", "/v1/x");
      jvm.run("fault", STEP, "java.lang.IllegalStateException");

      assertThat(jvm.post(url, "fine", Sender.Kind.BYTES)).as(jvm::stderr).isEqualTo("200");
      assertThat(jvm.post(url, SECRET, Sender.Kind.BYTES)).contains("Blocked POST to target");
      assertThat(Integer.parseInt(jvm.run("hits", STEP))).isPositive();
      assertThat(violations(jvm)).hasSize(1);

      jvm.run("fault", "", "");
      assertThat(jvm.post(url, SECRET, Sender.Kind.BYTES)).contains("Blocked POST to target");
      assertThat(violations(jvm)).hasSize(2);
      assertThat(violations(jvm).get(1))
          .contains("\"callers\":[\"dev.flowguard.agent.contract.VertxSender.");
    }
  }

  private static List<String> violations(ForkedJvm jvm) {
    return jvm.journal().stream().filter(line -> line.contains("\"locations\"")).toList();
  }
}
