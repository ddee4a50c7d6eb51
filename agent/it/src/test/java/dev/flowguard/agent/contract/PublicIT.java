package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published texts: files beside the policy, and resources of the application. */
class PublicIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String LINE = "Photo pack of twenty studio portraits, renewed monthly";
  private static final String MAIL = "Your portraits from the studio wait for you to look at them";

  private static final String POLICY =
      """
      policy: public
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      public: [%s]
      """;

  @TempDir Path folder;

  private RawServer server;
  private ForkedJvm jvm;

  @BeforeEach
  void open() throws Exception {
    server = new RawServer(null);
    Files.createDirectories(folder.resolve("conf/public"));
    Files.writeString(folder.resolve("conf/public/lines.txt"), LINE);
    try (ZipOutputStream jar =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("app.jar")))) {
      jar.putNextEntry(new ZipEntry("templates/mail.html"));
      jar.write(
          ("<p>" + MAIL.replace(" the ", " <b>the</b> ") + "</p>")
              .getBytes(StandardCharsets.UTF_8));
    }
  }

  @AfterEach
  void close() throws Exception {
    if (jvm != null) {
      jvm.close();
    }
    server.close();
  }

  private void policy(String patterns) throws Exception {
    Files.writeString(folder.resolve("conf/policy.yaml"), String.format(POLICY, patterns));
  }

  private void run(String patterns) throws Exception {
    policy(patterns);
    List<String> classPath = new ArrayList<>(ForkedJvm.CLASS_PATH);
    classPath.add(folder.resolve("app.jar").toString());
    jvm =
        new ForkedJvm(
            JDK,
            folder,
            List.of("-javaagent:" + Cli.JAR + "=policy=conf/policy.yaml,journal.dir=journal"),
            classPath,
            "UrlConnectionSender",
            LINE + "\n" + MAIL);
    jvm.run("protect", LINE);
    jvm.run("protect", MAIL);
  }

  private String send(String value) {
    return jvm.send(
        "POST",
        server.url("localhost", "/v1/x"),
        ForkedJvm.FORM,
        Sender.Kind.BYTES,
        ("note=" + value.replace(' ', '+')).getBytes(StandardCharsets.UTF_8),
        0);
  }

  @Test
  void filesAreRelativeToThePolicyAndResourcesAreReadFromTheClassPath() throws Exception {
    run("\"public/*.txt\", \"classpath:/templates/**\"");

    assertThat(send(LINE)).isEqualTo("200");
    assertThat(send(MAIL)).isEqualTo("200");
    assertThat(send(LINE.substring(0, 24) + MAIL.substring(0, 24))).isEqualTo("200");
  }

  @Test
  void whatNoPatternNamesIsStoppedAndAPatternThatMatchesNothingIsAProblem() throws Exception {
    run("\"publik/*.txt\"");

    assertThat(send(LINE)).contains("BlockedRequestException");
    assertThat(send(MAIL)).contains("BlockedRequestException");
    eventually(
        "a problem",
        () ->
            jvm.stderr()
                .contains("the policy names under 'public' what matches nothing (publik/*.txt)"));
  }

  @Test
  void theCommandsSayWhatTheyDoWithPublishedText() throws Exception {
    policy("\"public/*.txt\", \"classpath:/templates/**\", \"publik/*.txt\"");
    Files.writeString(
        folder.resolve("cases.jsonl"),
        "{\"id\":\"line\",\"verdict\":\"allow\",\"category\":\"chat-conversation\",\"method\":\"POST\","
            + "\"url\":\"http://localhost/x\",\"contentType\":\"application/json\",\"bodyUtf8\":\"{\\\"a\\\":\\\""
            + LINE
            + "\\\"}\",\"difficulty\":1,\"captured\":[{\"category\":\"chat-conversation\",\"text\":\""
            + LINE
            + "\"}]}\n");

    Cli test = Cli.run(JDK, folder, "test", "cases.jsonl", "--policy", "conf/policy.yaml");
    assertThat(test.exit()).as(test.output()).isZero();
    assertThat(test.output())
        .contains("classpath:/templates/** is published in a running application only")
        .contains("publik/*.txt under 'public' matches no file");

    Cli validate = Cli.run(JDK, folder, "validate", "conf/policy.yaml");
    assertThat(validate.exit()).as(validate.output()).isEqualTo(1);
    assertThat(validate.output())
        .contains("error: publik/*.txt under 'public' matches nothing below ")
        .contains("classpath:/templates/** is looked for in the running application")
        .doesNotContain("public/*.txt under 'public' matches nothing");

    Cli json = Cli.run(JDK, folder, "validate", "conf/policy.yaml", "--format", "json");
    assertThat(json.exit()).isEqualTo(1);
    assertThat(json.output().lines()).hasSize(3).allMatch(line -> line.matches("\\{.*\\}"));
    assertThat(json.output())
        .contains("{\"level\":\"error\",\"message\":\"publik/*.txt under 'public' matches nothing")
        .contains("{\"policy\":\"public\",\"revision\":");

    policy("\"classpath:/templates/**\", \"classpath:/mails/**\"");
    Cli withJar =
        Cli.run(
            JDK,
            folder,
            "validate",
            "conf/policy.yaml",
            "--classpath",
            "app.jar," + Path.of("target", "test-classes").toAbsolutePath());
    assertThat(withJar.exit()).as(withJar.output()).isEqualTo(1);
    assertThat(withJar.output())
        .contains("error: classpath:/mails/** under 'public' matches nothing on this class path")
        .doesNotContain("templates");
  }
}
