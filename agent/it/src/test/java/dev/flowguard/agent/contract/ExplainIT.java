package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The id in the exception is enough to read why a request was stopped. */
class ExplainIT {
  private static final String SECRET =
      "The ferryman's widow keeps the bell of the drowned chapel wrapped in sailcloth.";

  private static final Pattern EVENT = Pattern.compile("event ([0-9a-f-]{36})");

  @TempDir Path folder;

  @Test
  void anEventIsExplainedByItsNumbersItsClauseAndItsRemedyWithoutContent() throws Exception {
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        policy: explained
        document: { title: Privacy, clauses: { P1: { section: Sharing, says: nobody gets it } } }
        processors: { target: { hosts: [localhost], text: structured } }
        categories: { chat-conversation: { shapes: [chat-transcript] } }
        rules:
          - { id: no-chats, never: [chat-conversation], reach: [target], keeps: [P1], fix: Send an id. }
        """);
    Path jdk = Path.of(System.getProperty("java.home"));
    String guard = "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal";
    TestClient client = TestClient.JDK_HTTP;
    String id;
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm =
            new ForkedJvm(
                jdk, folder, List.of(guard), client.classPath(jdk), client.sender(), SECRET)) {
      Matcher event =
          EVENT.matcher(jvm.post(server.url("localhost", "/v1/x"), SECRET, Sender.Kind.BYTES));
      assertThat(event.find()).as(jvm.stderr()).isTrue();
      id = event.group(1);
      eventually("the record", jvm::stderr, () -> String.join("", jvm.journal()).contains(id));
    }

    Cli explain =
        Cli.run(jdk, folder, "explain", id, "--journal", "journal", "--policy", "policy.yaml");

    assertThat(explain.exit()).as(explain.output()).isZero();
    assertThat(explain.output())
        .containsPattern(
            "compared +65 of 32 letters needed, of chat-conversation from .*, document 1")
        .contains("Rule no-chats keeps P1, Sharing: nobody gets it. Remedy: Send an id.")
        .doesNotContainIgnoringCase("ferryman")
        .doesNotContain("chapel", "sailcloth");
  }
}
