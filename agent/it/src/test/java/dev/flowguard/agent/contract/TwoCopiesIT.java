package dev.flowguard.agent.contract;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoCopiesIT {
  private static final String POLICY =
      """
      policy: copies
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  private static String jars(TestClient client) {
    return client.jars().stream().map(Path::toString).collect(joining(File.pathSeparator));
  }

  @Test
  void twoCopiesOfAClientAreGuardedAtOnceAndCanBeUnloaded(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    String chat =
        "[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]";
    try (RawServer server = new RawServer(null)) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml",
                  "-cp",
                  Path.of("target", "test-classes").toAbsolutePath().toString(),
                  TwoCopies.class.getName(),
                  jars(TestClient.OKHTTP_4),
                  jars(TestClient.OKHTTP_3),
                  server.url("localhost", "/v1/x"),
                  Base64.getEncoder()
                      .encodeToString(("note=" + chat).getBytes(StandardCharsets.UTF_8)))
              .directory(folder.toFile())
              .redirectError(folder.resolve("stderr.log").toFile())
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }

      String blocked = "failed dev.flowguard.api.BlockedRequestException\n";
      assertThat(output)
          .as(Files.readString(folder.resolve("stderr.log")))
          .isEqualTo(blocked + blocked + "alive 0\n");
      assertThat(server.headBytes()).isZero();
    }
  }
}
