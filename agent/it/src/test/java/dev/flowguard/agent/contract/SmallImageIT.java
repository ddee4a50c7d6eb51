package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run-time image of java.base and java.instrument alone: the rest of the JDK is not there. */
class SmallImageIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String CHAT =
      "note=[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]";

  private static final String POLICY =
      """
      policy: small
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir static Path images;
  @TempDir Path folder;

  private static Path image;

  @BeforeAll
  static void link() throws Exception {
    assumeThat(JDK.resolve("jmods")).as("a JDK that images can be made of").isDirectory();
    image = images.resolve("image");
    Process jlink =
        new ProcessBuilder(
                JDK.resolve("bin/jlink").toString(),
                "--add-modules",
                "java.base,java.instrument",
                "--output",
                image.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(jlink.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jlink.waitFor()).as(output).isZero();
  }

  @BeforeEach
  void writePolicy() throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
  }

  @Test
  void requestsAreJudgedAndWhatIsMissingIsAProblem() throws Exception {
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm =
            new ForkedJvm(
                image,
                folder,
                List.of(
                    "-javaagent:"
                        + Cli.JAR
                        + "=policy=policy.yaml,journal.dir=journal,"
                        + "alert.webhook.url=http://127.0.0.1:9/,alert.webhook.secret=0123456789abcdef"),
                ForkedJvm.CLASS_PATH,
                "UrlConnectionSender",
                "x".repeat(40))) {
      byte[] body = CHAT.getBytes(StandardCharsets.UTF_8);
      assertThat(
              jvm.send(
                  "POST",
                  server.url("localhost", "/v1/x"),
                  ForkedJvm.FORM,
                  Sender.Kind.BYTES,
                  body,
                  0))
          .contains("BlockedRequestException");
      assertThat(server.headBytes()).isZero();
      assertThat(
              jvm.send(
                  "POST",
                  server.url("localhost", "/v1/x"),
                  ForkedJvm.FORM,
                  Sender.Kind.BYTES,
                  "note=fine".getBytes(StandardCharsets.UTF_8),
                  0))
          .isEqualTo("200");
      assertThat(jvm.stderr())
          .contains(
              "this Java has no module java.logging, so alerts are not sent",
              "this Java has no module java.desktop, so captured pictures")
          .doesNotContain("Please report this");

      String[] problems = {"no module java.logging", "no module java.desktop"};
      Cli doctor = Cli.doctor(JDK, folder, jvm.pid(), problems);
      assertThat(doctor.exit()).isEqualTo(1);
      assertThat(doctor.output()).contains(problems);
    }
  }

  @Test
  void commandsWorkAndThoseThatAttachSayWhatIsMissing() throws Exception {
    Cli validate = Cli.run(image, folder, "validate", "policy.yaml");
    assertThat(validate.exit()).as(validate.output()).isZero();

    Cli observe =
        Cli.run(
            image,
            folder,
            "observe",
            "--journal",
            "journal",
            "--reason",
            "payments fail, INC-4711");
    assertThat(observe.exit()).as(observe.output()).isZero();

    for (String command : List.of("doctor", "attach")) {
      Cli attaching = Cli.run(image, folder, command, "1");
      assertThat(attaching.exit()).as(attaching.output()).isEqualTo(2);
      assertThat(attaching.output())
          .contains("this Java has no module jdk.attach", "Run the command with a JDK")
          .doesNotContain("Exception", "\tat ");
    }
  }
}
