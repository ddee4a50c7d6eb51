package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Apache HttpClient 5 does with its callers and connections while a request is held. */
class Apache5AsyncHoldingIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String SECRET =
      "Nobody told the beekeeper that the organist had already painted the weathercock blue";

  private static final String POLICY =
      """
      policy: threads
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "|Expect:100-continue"})
  void aBodyThatAThreadOfTheCallersWritesIsJudgedWhenItEnds(String expectation) throws Exception {
    TestClient client = new Apache5AsyncGateIT().abilities().latest().by("Apache5OwnThreadSender");
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm = guarded(client)) {
      String url = server.url("localhost", "/v1/x");
      assertThat(post(jvm, url, expectation, "fine")).as(jvm.stderr()).isEqualTo("200");
      assertThat(server.takeRequests()).hasSize(1);

      assertThat(post(jvm, url, expectation, SECRET)).contains("Blocked POST");
      assertThat(server.bodyBytes()).isZero();
    }
  }

  @Test
  void aConnectionThatTimesOutMeanwhileFailsItsRequestWithThat() throws Exception {
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm = guarded(new Apache5AsyncGateIT().abilities().latest())) {
      String url = server.url("localhost", "/v1/x");
      assertThat(jvm.post(url, "fine", Sender.Kind.ASYNCHRONOUS)).as(jvm.stderr()).isEqualTo("200");
      jvm.run("fault", FaultAgent.JUDGEMENT.get(0), "delay 3000");

      assertThat(jvm.run("within 300", "1", "GET", url, "", "NONE", "", "0"))
          .contains("SocketTimeoutException");
    }
  }

  private ForkedJvm guarded(TestClient client) throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    List<String> agents =
        List.of(
            "-javaagent:" + FaultAgent.jar(folder) + "=",
            "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal");
    return new ForkedJvm(JDK, folder, agents, client.classPath(JDK), client.sender(), SECRET);
  }

  private static String post(ForkedJvm jvm, String url, String expectation, String value) {
    String headers = ForkedJvm.FORM + expectation;
    return jvm.send("POST", url, headers, Sender.Kind.ASYNCHRONOUS, ForkedJvm.form(value), 7);
  }
}
