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

/** Records of clients that send again by themselves: each attempt names the first one. */
class RetryIT {
  private static final String SECRET =
      "The ferryman's widow keeps the bell of the drowned chapel wrapped in sailcloth.";

  private static final Pattern UID = Pattern.compile("\"uid\":\"([^\"]+)\"");

  @TempDir Path folder;

  private ForkedJvm jvm(TestClient client, String mode) throws Exception {
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        policy: retry
        processors: { target: { hosts: [localhost] } }
        categories: { chat-conversation: { shapes: [chat-transcript] } }
        rules: [{ id: no-chats, never: [chat-conversation], reach: [target], mode: %s }]
        """
            .formatted(mode));
    Path jdk = Path.of(System.getProperty("java.home"));
    String guard = "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal";
    return new ForkedJvm(
        jdk, folder, List.of(guard), client.classPath(jdk), client.sender(), SECRET);
  }

  private static List<String> violations(ForkedJvm jvm) {
    return jvm.journal().stream().filter(line -> line.contains("\"locations\"")).toList();
  }

  private static List<String> violations(ForkedJvm jvm, int count) throws Exception {
    eventually(count + " violations", jvm::stderr, () -> violations(jvm).size() >= count);
    assertThat(violations(jvm)).as(jvm.stderr()).hasSize(count);
    return violations(jvm);
  }

  private static String uid(String record) {
    Matcher uid = UID.matcher(record);
    assertThat(uid.find()).as(record).isTrue();
    return uid.group(1);
  }

  private static void assertAttemptsOfOne(List<String> records) {
    assertThat(records.get(0)).doesNotContain("retry_of", "\"attempt\"");
    for (int i = 1; i < records.size(); i++) {
      assertThat(records.get(i))
          .contains("\"retry_of\":\"" + uid(records.get(0)) + "\",\"attempt\":" + (i + 1));
    }
  }

  @Test
  void theFiveCallsThatFeignMakesOfOneAreMarked() throws Exception {
    TestClient feign = new FeignGateIT().abilities().latest().by("FeignRetryingSender");
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm = jvm(feign, "block")) {
      String result = jvm.post(server.url("localhost", "/v1/x"), SECRET, Sender.Kind.BYTES);

      assertThat(result).contains("Blocked POST to target");
      assertAttemptsOfOne(violations(jvm, 5));
      assertThat(server.bodyBytes()).isZero();
    }
  }

  @Test
  void whatSentrySendsAgainOnADeadConnectionIsMarked() throws Exception {
    TestClient sentry =
        new TestClient("7.14.0", "SentrySender", "sentry", List.of("io.sentry:sentry:7.14.0"));
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm = jvm(sentry, "observe")) {
      // The server closes the connection behind its answer's back.
      String dsn = server.url("localhost", "/stale/1");
      assertThat(jvm.post(dsn, "fine", Sender.Kind.BYTES)).isEqualTo("200");
      server.awaitEnded(1);
      assertThat(jvm.post(dsn, SECRET, Sender.Kind.BYTES)).isEqualTo("200");

      assertAttemptsOfOne(violations(jvm, 2));
    }
  }
}
