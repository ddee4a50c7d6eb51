package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Where content is captured: methods, arguments, annotations, files. */
@ParameterizedClass(name = "{0}")
@MethodSource("jdks")
class SourcesIT {
  private static final String HANDLING = "dev.flowguard.agent.contract.SourceSender$Handling";
  private static final String LATE = "dev.flowguard.agent.contract.SourceSender$Late";
  private static final String SOURCE_WEAVE = "dev/flowguard/agent/source/SourceTransformer.weave";

  private static final String ANNOTATION =
      "{ annotation: \"dev.flowguard.agent.contract.SourceSender$Private\" }";

  private static final String POLICY =
      """
      policy: sources
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { sources: [%s] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @Parameter Path jdk;
  @TempDir Path folder;

  private final Random random = new Random(7);
  private RawServer server;
  private ForkedJvm jvm;

  static Stream<Path> jdks() {
    return Jdks.all().stream();
  }

  @BeforeEach
  void start() throws Exception {
    server = new RawServer(null);
  }

  @AfterEach
  void stop() throws Exception {
    if (jvm != null) {
      jvm.close();
    }
    server.close();
  }

  private void sources(String sources) throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), String.format(POLICY, sources));
  }

  private void run(String sources) throws IOException {
    sources(sources);
    run(List.of("-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal"));
  }

  private void run(List<String> options) throws IOException {
    jvm = new ForkedJvm(jdk, folder, options, ForkedJvm.CLASS_PATH, "SourceSender", "x".repeat(40));
  }

  private String fresh() {
    StringBuilder text = new StringBuilder();
    while (text.length() < 64) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private String send(String path, String value) {
    return jvm.run(
        "now",
        "1",
        "POST",
        server.url("localhost", "/" + path),
        "Content-Type:application/x-www-form-urlencoded",
        Sender.Kind.BYTES.name(),
        Base64.getEncoder()
            .encodeToString(
                ("note=" + URLEncoder.encode(value, StandardCharsets.UTF_8)).getBytes()),
        "0");
  }

  private void assertCaptured(String path) {
    assertThat(send(path, fresh())).as(path).contains("BlockedRequestException");
  }

  private void assertNotCaptured(String path) {
    assertThat(send(path, fresh())).as(path).isEqualTo("200");
  }

  @Test
  void anAnnotationMeansTheReturnedValueOrTheArgumentThatBearsIt() throws Exception {
    run(ANNOTATION);

    for (String path : List.of("returned", "taken", "nested", "statically", "constructor")) {
      assertCaptured(path);
    }
    for (String path : List.of("argument", "overridden", "unrelated", "none")) {
      assertNotCaptured(path);
    }
    assertThat(jvm.journal())
        .allMatch(line -> line.contains("\"source\":\"annotation dev.flowguard.agent.contract"));
  }

  @Test
  void aMethodMeansItsReturnedValueOrOneArgumentAndOverridingOnesToo() throws Exception {
    run(
        "{ method: \""
            + HANDLING
            + "#argument(long, java.lang.String) arg 1\" }, { method: \""
            + HANDLING
            + "#overridden\" }");

    assertCaptured("argument");
    assertCaptured("overridden");
    for (String path : List.of("returned", "unrelated", "none")) {
      assertNotCaptured(path);
    }
  }

  @Test
  void whatIsForgottenByItsDocumentOrOwnerStopsNothingAndIsCounted() throws Exception {
    run(ANNOTATION);

    assertCaptured("protected"); // before this, the guard is proving itself
    assertNotCaptured("document-forgotten");
    assertNotCaptured("owner-forgotten");
  }

  @Test
  void aReloadBringsSourcesIntoClassesThatAreLoaded() throws Exception {
    run("{ method: \"" + HANDLING + "#overridden\" }");
    assertNotCaptured("returned");
    assertCaptured("overridden");

    sources(ANNOTATION);
    eventually("what is captured", () -> jvm.stderr().contains("is in force"));
    assertCaptured("returned");
    assertNotCaptured("overridden");
  }

  @Test
  void attachingBringsSourcesIntoClassesThatAreLoaded() throws Exception {
    sources(ANNOTATION);
    run(List.of());
    assertNotCaptured("returned");
    Cli attached =
        Cli.run(
            jdk, folder, "attach", Long.toString(jvm.pid()), "policy.yaml", "journal.dir=journal");
    assertThat(attached.exit()).as(attached.output()).isZero();

    assertCaptured("returned");
    assertCaptured("taken");
    assertNotCaptured("unrelated");
  }

  private void awaitRecorded(String... words) throws Exception {
    eventually(
        "what is captured",
        () ->
            jvm.journal().stream()
                .anyMatch(line -> Stream.of(words).allMatch(word -> line.contains(word))));
  }

  @Test
  void aSourceClassWhoseWeavingFailsIsReportedUntilItIsWoven() throws Exception {
    sources("{ method: \"" + LATE + "#late\" }");
    run(
        List.of(
            "-javaagent:" + FaultAgent.jar(folder) + "=" + FaultAgent.EVERY_METHOD,
            "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal"));
    assertNotCaptured("none");
    jvm.run("arm", SOURCE_WEAVE, "1", "false", "java.lang.OutOfMemoryError");
    assertNotCaptured("late");
    awaitRecorded("\"message\":\"problem\"", LATE, "OutOfMemoryError");

    assertThat(Integer.parseInt(jvm.run("disarm"))).isGreaterThan(1);
    awaitRecorded("\"message\":\"problem solved\"", LATE);

    assertCaptured("late");
  }

  @Test
  void aSourceClassThatIsLoadedAtTheEndOfTheStackIsFoundAndWoven() throws Exception {
    run("{ method: \"" + LATE + "#late\" }");
    assertNotCaptured("none");

    assertThat(jvm.run("load", LATE)).isEqualTo("loaded");

    eventually("what is captured", () -> send("late", fresh()).contains("BlockedRequestException"));
  }

  @Test
  void filesAreKnownByPatternAndByNameAndAnewWhenTheyChange() throws Exception {
    String deep = fresh();
    String exact = fresh();
    String other = fresh();
    Files.createDirectories(folder.resolve("kb/a/b"));
    Files.writeString(folder.resolve("kb/a/b/article.md"), "# Title\n\n" + deep + "\n");
    Files.writeString(folder.resolve("kb/a/b/article.txt"), other);
    Files.writeString(folder.resolve("handbook.txt"), exact);
    run("{ files: \"kb/**/*.md\" }, { files: handbook.txt }");

    assertThat(send("none", deep.substring(0, 40))).contains("BlockedRequestException");
    assertThat(send("none", exact)).contains("BlockedRequestException");
    assertThat(send("none", other)).isEqualTo("200");

    String changed = fresh();
    Path article = folder.resolve("kb/a/b/article.md");
    Files.writeString(article, changed);
    Files.setLastModifiedTime(article, FileTime.fromMillis(System.currentTimeMillis() + 5_000));
    eventually("what is captured", () -> send("none", changed).contains("BlockedRequestException"));
    assertThat(send("none", deep)).isEqualTo("200");
  }

  @Test
  void aFileThatCannotBeKnownIsAProblemOfItsPattern() throws Exception {
    Files.createDirectories(folder.resolve("kb"));
    Files.write(folder.resolve("kb/large.md"), new byte[(4 << 20) + 1]);
    run("{ files: \"kb/*.md\" }");
    assertNotCaptured("none");

    eventually(
        "what is captured",
        () ->
            jvm.stderr()
                .contains(
                    "not all that the pattern kb/*.md of chat-conversation names is known: beyond"
                        + " 4 MiB a file or 256 MiB together: 1."));
  }

  @Test
  void aFifoAndALoopOfLinksAmongFilesAreSkippedAndReportedAndHoldNothingUp() throws Exception {
    Files.createDirectories(folder.resolve("kb"));
    String known = fresh();
    Files.writeString(folder.resolve("kb/good.md"), known);
    for (String name : List.of("kb/fifo.md", "kb/other.txt")) {
      assertThat(new ProcessBuilder("mkfifo", folder.resolve(name).toString()).start().waitFor())
          .isZero();
    }
    for (String name : List.of("l1", "l2", "l3")) {
      Files.createSymbolicLink(folder.resolve("kb").resolve(name), Path.of("."));
    }
    Files.createSymbolicLink(folder.resolve("kb/device.md"), Path.of("/dev/zero"));
    sources("{ files: \"kb/**/*.md\" }");
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(policy, Files.readString(policy) + "public: [\"kb/**/*.txt\"]\n");
    run(List.of("-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal"));

    assertThat(send("none", known)).contains("BlockedRequestException");
    Cli doctor = Cli.doctor(jdk, folder, jvm.pid(), "not all text under 'public'", "files known");
    assertThat(doctor.exit()).isEqualTo(1);
    assertThat(doctor.output())
        .contains(
            "PROBLEM  not all that the pattern kb/**/*.md of chat-conversation names is known: not a"
                + " regular file: 2, a link to a folder that it is in: 3.",
            "PROBLEM  not all text under 'public' is known as published (kb/**/*.txt)",
            "files known  1")
        .doesNotContain("good.md", "fifo.md");
  }
}
