package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever shows how much of an upload is done is told of a held body too. */
class NettyProgressIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String POLICY =
      """
      policy: progress
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"FILE", "FIXED_STREAM"})
  void aProgressivePromiseIsToldOfEveryByte(Sender.Kind kind) throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    String agent = "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal";
    TestClient client = NettyGateIT.V4_2.by("NettyProgressSender");
    String form = "note=" + "fine ".repeat(200).replace(' ', '+');
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm =
            new ForkedJvm(
                JDK, folder, List.of(agent), client.classPath(JDK), client.sender(), "unused")) {
      String told =
          jvm.run(
              "now",
              "1",
              "POST",
              server.url("localhost", "/v1/x"),
              "Content-Type:application/x-www-form-urlencoded",
              kind.name(),
              Base64.getEncoder().encodeToString(form.getBytes(StandardCharsets.US_ASCII)),
              "7");
      assertThat(told).as(jvm.stderr()).isEqualTo(String.valueOf(form.length()));
      assertThat(server.takeRequests()).hasSize(1);
    }
  }
}
