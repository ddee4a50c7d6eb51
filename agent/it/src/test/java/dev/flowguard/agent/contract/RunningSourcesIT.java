package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Sources that are declared, and no longer declared, while a JVM runs. */
@ParameterizedClass(name = "{0}")
@MethodSource("jdks")
class RunningSourcesIT {
  private static final List<String> KINDS = List.of("http-in", "exchange", "jdbc");

  private static final String POLICY =
      """
      policy: running
      revision: %d
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chats: { %s } }
      rules: [{ id: no-chats, never: [chats], reach: [target] }]
      """;

  private static final String SOURCES =
      """
      sources: [
            { http-in: "POST /api/chat" },
            { exchange: "127.0.0.1/v1/**", only: response },
            { jdbc: chat_message.content }]""";

  private static final String NO_SOURCES = "shapes: [chat-transcript]";

  @Parameter Path jdk;
  @TempDir Path folder;

  private final Random random = new Random(3);
  private RawServer processor;
  private Process program;
  private BufferedReader from;

  static Stream<Path> jdks() {
    return Jdks.all().stream();
  }

  @BeforeEach
  void start() throws Exception {
    processor = new RawServer(null);
  }

  @AfterEach
  void stop() throws Exception {
    program.getOutputStream().close();
    if (!program.waitFor(10, TimeUnit.SECONDS)) {
      program.destroyForcibly();
    }
    processor.close();
  }

  @Test
  void theFirstSourcesOfAReloadedPolicyAreSeenUntilAnotherReloadRemovesThem() throws Exception {
    policy(1, NO_SOURCES);
    run("-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal");
    assertEachIs("200");

    policy(2, SOURCES);
    eventually("the reload", () -> stderr().contains("revision 2 is in force"));
    assertEachIs("BlockedRequestException");

    policy(3, NO_SOURCES);
    eventually("the next", () -> stderr().contains("revision 3 is in force"));
    assertEachIs("200");
    assertThat(stderr()).doesNotContain("tap of");
  }

  @Test
  void anAttachedAgentSeesSourcesInClassesAndConnectionsThatWereThereBefore() throws Exception {
    policy(1, SOURCES);
    run();
    assertEachIs("200");

    Cli attached =
        Cli.run(
            jdk,
            folder,
            "attach",
            Long.toString(program.pid()),
            "policy.yaml",
            "journal.dir=journal");
    assertThat(attached.exit()).as(attached.output()).isZero();

    assertEachIs("BlockedRequestException");
    assertThat(stderr()).doesNotContain("tap of");
  }

  private void policy(int revision, String category) throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), String.format(POLICY, revision, category));
  }

  private void run(String... options) throws IOException {
    List<String> classPath = new ArrayList<>();
    classPath.addAll(TestClient.JDK_HTTP.classPath(jdk));
    Artifacts.resolve(List.of("com.h2database:h2:2.3.232"))
        .forEach(jar -> classPath.add(jar.toString()));
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/java").toString());
    command.add(ForkedJvm.temporaryFiles(folder));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", String.join(":", classPath), SourcesProgram.class.getName()));
    program =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("stderr.log").toFile())
            .start();
    from = new BufferedReader(new InputStreamReader(program.getInputStream()));
  }

  private String stderr() throws IOException {
    return Files.readString(folder.resolve("stderr.log"));
  }

  /** What becomes of a text that came in by a source just now. */
  private void assertEachIs(String outcome) throws IOException {
    for (String kind : KINDS) {
      String line = kind + " " + processor.url("localhost", "/leak") + " " + words() + "\n";
      program.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
      program.getOutputStream().flush();

      assertThat(from.readLine()).as(kind + " in " + stderr()).isEqualTo(outcome);
    }
  }

  private String words() {
    StringBuilder text = new StringBuilder("it begins");
    for (int i = 0; i < 40; i++) {
      text.append(' ').append(Integer.toString(random.nextInt(1 << 30), 36));
    }
    return text.toString();
  }
}
