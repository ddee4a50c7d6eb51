package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that end before the watch has looked once: what they did is in the journal. */
class ShortRunIT {
  private static final String POLICY =
      """
      policy: short
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  private static final String STARTED = "\"message\":\"guard started\"";

  @TempDir Path folder;

  private RawServer server;

  /** Sends one request that is blocked, where there is a URL, and ends at once. */
  static final class Program {
    private static final String CHAT =
        "note=[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]";

    private Program() {}

    /**
     * Runs.
     *
     * @param arguments how to end, and perhaps a URL
     */
    public static void main(String[] arguments) throws IOException {
      if (arguments.length > 1) {
        System.out.println(send(arguments[1]));
      }
      if (arguments[0].equals("exit")) {
        System.exit(3);
      }
      if (arguments[0].equals("throw")) {
        throw new IllegalStateException("the end of this program");
      }
    }

    private static String send(String url) {
      try {
        HttpURLConnection to = (HttpURLConnection) URI.create(url).toURL().openConnection();
        to.setDoOutput(true);
        try (OutputStream out = to.getOutputStream()) {
          out.write(CHAT.getBytes(StandardCharsets.UTF_8));
        }
        return "sent " + to.getResponseCode();
      } catch (IOException e) {
        return e.getClass().getSimpleName();
      }
    }
  }

  private record Ended(int exit, String out, String err) {}

  @BeforeEach
  void open() throws Exception {
    server = new RawServer(null);
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private Ended run(String settings, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(
        "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal" + settings);
    command.addAll(List.of("-cp", Path.of("target", "test-classes").toAbsolutePath().toString()));
    command.add(Program.class.getName());
    command.addAll(List.of(arguments));
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out.strip(), Files.readString(err));
  }

  private List<String> journal() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(strings = {"return", "exit", "throw"})
  void leavesTheRecordsOfItsStartAndOfWhatWasBlocked(String how) throws Exception {
    Ended ended = run("", how, server.url("localhost", "/v1/x"));

    assertThat(ended.out()).isEqualTo("BlockedRequestException");
    assertThat(ended.exit()).isEqualTo(how.equals("exit") ? 3 : how.equals("throw") ? 1 : 0);
    assertThat(server.headBytes()).isZero();
    assertThat(journal())
        .hasSize(2)
        .anyMatch(line -> line.contains(STARTED) && line.contains("\"state\":\"GUARDED\""))
        .anyMatch(line -> line.contains("\"outcome\":\"blocked\""));
  }

  @Test
  void leavesTheRecordsOfItsProblemsWithoutAnyRequest() throws Exception {
    Ended ended = run(",evidence.key=short", "return");

    assertThat(ended.exit()).isZero();
    assertThat(ended.err()).containsOnlyOnce("the evidence key is shorter than 16 bytes");
    assertThat(journal())
        .hasSize(2)
        .anyMatch(line -> line.contains(STARTED))
        .anyMatch(
            line ->
                line.contains("\"message\":\"problem\"")
                    && line.contains("the evidence key is shorter than 16 bytes"));
  }

  @Test
  void leavesAndPrintsAProblemOfItsLastMoment() throws Exception {
    Files.writeString(folder.resolve("journal"), "in the way");
    Ended ended = run("", "return", server.url("localhost", "/v1/x"));

    assertThat(ended.out()).isEqualTo("BlockedRequestException");
    assertThat(ended.err().lines())
        .filteredOn(line -> line.contains("cannot be written"))
        .singleElement()
        .asString()
        .startsWith("flowguard: problem: The journal in ");
  }

  /** A tool that every JVM's environment reaches: nothing was there to judge. */
  @Test
  void withoutAClientAndWithoutAProblemLeavesNothing() throws Exception {
    Ended ended = run("", "exit");

    assertThat(ended.exit()).isEqualTo(3);
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(folder.resolve("journal")).doesNotExist();
  }
}
