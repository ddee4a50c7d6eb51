package dev.flowguard.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.contract.AgentJar;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Standard error is a pipe that nobody reads. */
class UnreadErrorIT {
  @TempDir Path folder;

  @Test
  @Timeout(120)
  void holdsUpNoRequestAndNoRecord() throws Exception {
    // Rules without end, so that each line is another one: 100 KiB, where a pipe takes 64.
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      rules
          .append("  - { id: rule-with-a-name-of-some-length-and-a-number-to-tell-it-apart-")
          .append(i)
          .append(", never: [chat-conversation], reach: [target] }\n");
    }
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        policy: unread
        processors: { target: { hosts: [localhost], text: structured } }
        categories: { chat-conversation: { shapes: [chat-transcript] } }
        rules:
        """
            + rules);
    try (AlertReceiver receiver = new AlertReceiver()) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-javaagent:" + AgentJar.PATH + "=policy.yaml,journal.dir=journal",
                  "-cp",
                  Path.of("target", "test-classes").toAbsolutePath() + ":" + AgentJar.PATH,
                  Violator.class.getName(),
                  receiver.processor(),
                  "20",
                  "4",
                  "1")
              .directory(folder.toFile())
              .start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        List<String> seen = new ArrayList<>();
        for (String line = out.readLine(); !"done".equals(line); line = out.readLine()) {
          assertThat(line).isNotNull();
          seen.add(line);
        }

        assertThat(seen).hasSize(20).allMatch(id -> id.length() == 36);
        String records = records();
        assertThat(records).contains(seen);
        assertThat(process.getErrorStream().available())
            .as("the pipe is full")
            .isGreaterThan(60_000);
        assertThat(receiver.bytesAtProcessor()).isZero();
      } finally {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
      }
    }
  }

  private String records() throws Exception {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
