package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types the commands of the documents, and looks for what they say will be printed. */
class DocsIT {
  /** A command, and lines of which each must stand in what it prints. */
  private static final Pattern CONSOLE =
      Pattern.compile("```console\n\\$ ([^\n]+)\n(.*?)```", Pattern.DOTALL);

  private static final String POLICY =
      """
      policy: docs
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  /** Files that docs/judging.md speaks of. */
  private static final Path RESOURCES =
      Path.of("src", "test", "resources", "dev", "flowguard", "agent", "contract", "judging");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"alerts", "attaching", "judging", "rollout"})
  void eachCommandDoesWhatItsDocumentSays(String name) throws Exception {
    String text = Files.readString(Path.of("..", "..", "docs", name + ".md"));
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Files.copy(Cli.JAR, folder.resolve("flowguard-agent.jar"));
    for (String file : List.of("captured.jsonl", "cases.jsonl", "shop.har")) {
      Files.copy(RESOURCES.resolve(file), folder.resolve(file));
    }
    HttpServer hook =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    hook.start();
    try (ForkedJvm jvm =
        new ForkedJvm(
            Path.of(System.getProperty("java.home")),
            folder,
            List.of(),
            ForkedJvm.CLASS_PATH,
            "UrlConnectionSender",
            "x".repeat(40))) {
      jvm.run("protect", "the JVM is up");
      String pid = Long.toString(jvm.pid());
      Matcher command = CONSOLE.matcher(text);
      int commands = 0;
      while (command.find()) {
        String output =
            shell(
                command
                    .group(1)
                    .replace("PID", pid)
                    .replace("HOOK", "http://127.0.0.1:" + hook.getAddress().getPort() + "/"));
        for (String line : command.group(2).lines().toList()) {
          assertThat(output).as(command.group(1)).contains(line.strip().replace("PID", pid));
        }
        commands++;
      }
      assertThat(commands).as("commands in %s", name).isPositive();
    } finally {
      hook.stop(0);
    }
  }

  private String shell(String command) throws Exception {
    Process process =
        new ProcessBuilder("bash", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}
