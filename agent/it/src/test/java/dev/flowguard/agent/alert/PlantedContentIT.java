package dev.flowguard.agent.alert;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.contract.AgentJar;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks for planted content in all that the guard writes, sends and throws. */
class PlantedContentIT {
  private static final int PLANTED = Integer.getInteger("flowguard.planted", 450);

  /** Characters of a planted text that must stand together nowhere, spaces apart. */
  private static final int WINDOW = 12;

  private static final String POLICY =
      """
      policy: planted
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  @Test
  void noPlantedTextAndNothingHostileStandsInAnyOutput() throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    List<String> out = new ArrayList<>();
    Map<String, String> outputs = new LinkedHashMap<>();
    try (AlertReceiver receiver = new AlertReceiver()) {
      receiver.keepBodies();
      receiver.die(); // so that all of it is in the spool, to be looked at
      Process process = start(receiver);
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); !"done".equals(line); line = lines.readLine()) {
          assertThat(line).as(() -> StandardError.of(folder)).isNotNull();
          out.add(line);
        }
        spool(outputs);
        receiver.recover();
        eventually(
            "the alerts",
            120,
            () -> StandardError.of(folder),
            () -> receiver.events().size() >= PLANTED);
      } finally {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
      }
      assertThat(receiver.events()).as("alerts of each").hasSizeGreaterThanOrEqualTo(PLANTED);
      outputs.put("alerts", String.join("\n", receiver.bodies()));
    }
    assertThat(out).filteredOn("sent"::equals).as("all were stopped").isEmpty();
    outputs.put("exceptions and thread names", String.join("\n", out));
    outputs.put("stderr and log", StandardError.of(folder));
    try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        outputs.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    Set<String> windows = new HashSet<>();
    for (int i = 0; i < PLANTED; i++) {
      String text = Planter.secret(i).replace(" ", "");
      for (int at = 0; at + WINDOW <= text.length(); at++) {
        windows.add(text.substring(at, at + WINDOW));
      }
    }
    outputs.forEach((name, text) -> assertFree(name, text, windows));
    System.out.printf(
        "%d planted texts, looked for in %d outputs of %d characters%n",
        PLANTED, outputs.size(), outputs.values().stream().mapToLong(String::length).sum());
  }

  private static void assertFree(String name, String text, Set<String> windows) {
    String bare = text.toLowerCase(Locale.ROOT).replaceAll("[ +]|%20", "");
    for (int at = 0; at + WINDOW <= bare.length(); at++) {
      if (windows.contains(bare.substring(at, at + WINDOW))) {
        throw new AssertionError(
            name + " quotes content: " + bare.substring(Math.max(0, at - 200), at + WINDOW));
      }
    }
    for (String line : text.split("\n")) {
      assertThat(line)
          .as(name)
          .doesNotContain("\r", "\u001b", "\u202e", "\u2028", "<script", "jndi", "=cmd");
      assertThat(line.startsWith("FLOWGUARD {") && line.length() < 60).as(name).isFalse();
    }
  }

  private void spool(Map<String, String> outputs) throws Exception {
    Path spool = folder.resolve("journal/alerts");
    if (Files.isDirectory(spool)) {
      try (Stream<Path> files = Files.walk(spool)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
          outputs.put("spool " + file.getFileName(), Files.readString(file));
        }
      }
    }
  }

  private Process start(AlertReceiver receiver) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-javaagent:"
                + AgentJar.PATH
                + "=policy.yaml,journal.dir=journal,alert.webhook.url="
                + receiver.hook()
                + ",alert.webhook.secret=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
                + ",alert.max-per-minute=1000000",
            "-cp",
            Path.of("target", "test-classes").toAbsolutePath() + ":" + AgentJar.PATH,
            Planter.class.getName(),
            receiver.processor(),
            "0",
            Integer.toString(PLANTED))
        .directory(folder.toFile())
        .redirectError(StandardError.in(folder))
        .start();
  }
}
