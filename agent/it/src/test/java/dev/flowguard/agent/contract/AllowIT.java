package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Flowguard.allow}: a host to which an application sends content because a user says so. */
class AllowIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String ON_CALLER = "AllowingSender$Blocking";
  private static final String ON_CLIENT = "AllowingSender";

  private static final String POLICY =
      """
      policy: allow
      processors: { target: { hosts: [127.0.0.1], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target, undeclared] }]
      """;

  private static final String CHAT =
      "note=My+grandmother+hid+the+deed+of+the+vineyard+in+the+frame+of+the+second+painting";

  @TempDir Path folder;

  private RawServer server;
  private ForkedJvm jvm;

  @BeforeEach
  void open() throws Exception {
    server = new RawServer(null);
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
  }

  @AfterEach
  void close() throws Exception {
    if (jvm != null) {
      jvm.close();
    }
    server.close();
  }

  private void run(String sender, String... options) throws IOException {
    jvm =
        new ForkedJvm(JDK, folder, List.of(options), ForkedJvm.CLASS_PATH, sender, "x".repeat(40));
  }

  private void runGuarded(String sender) throws IOException {
    run(
        sender,
        "-Dsun.net.http.allowRestrictedHeaders=true",
        "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal");
  }

  private String send(String mode, String host, String path) {
    return jvm.send(
        mode,
        1,
        "POST",
        server.url(host, path),
        ForkedJvm.FORM,
        Sender.Kind.BYTES,
        CHAT.getBytes(StandardCharsets.UTF_8),
        0);
  }

  private String journal() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(folder.resolve("journal"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @ParameterizedTest
  @CsvSource({
    ON_CALLER + ",now,/inside",
    ON_CALLER + ",now,/nested",
    ON_CLIENT + ",now,/inside",
    ON_CLIENT + ",later,/inside"
  })
  void whatIsAllowedPassesAndIsRecordedWithHostAndReason(String sender, String mode, String path)
      throws Exception {
    runGuarded(sender);

    assertThat(send(mode, "localhost", path)).isEqualTo("200");
    assertThat(send(mode, "localhost", path)).isEqualTo("200");

    eventually(
        "two records",
        () ->
            journal().split("\"message\":\"request allowed by the application\"", -1).length == 3);
    assertThat(journal())
        .contains("\"host\":\"localhost\"", "\"reason\":\"webhook that the user has set up\"")
        .contains("\"rule\":\"no-chats\"", "AllowingSender.")
        .doesNotContain("grandmother");
  }

  @ParameterizedTest
  @CsvSource({
    ON_CALLER + ",now,/other",
    ON_CALLER + ",now,/closed",
    ON_CALLER + ",now,/elsewhere",
    ON_CALLER + ",now,/closed-elsewhere",
    ON_CLIENT + ",now,/other",
    ON_CLIENT + ",later,/closed",
    ON_CLIENT + ",later,/elsewhere"
  })
  void anotherHostAClosedScopeAndAnotherThreadAreNotAllowed(String sender, String mode, String path)
      throws Exception {
    runGuarded(sender);

    assertThat(send(mode, "localhost", path)).contains("BlockedRequestException");
    assertThat(journal()).doesNotContain("allowed by the application");
  }

  @ParameterizedTest
  @ValueSource(strings = {ON_CALLER, ON_CLIENT})
  void aDeclaredProcessorIsNotAllowedAndThatIsReportedOnce(String sender) throws Exception {
    runGuarded(sender);

    assertThat(send("now", "127.0.0.1", "/inside")).contains("BlockedRequestException");
    assertThat(send("now", "127.0.0.1", "/inside")).contains("BlockedRequestException");

    eventually("a record", () -> journal().contains("allowance without effect"));
    assertThat(journal())
        .containsOnlyOnce("allowance without effect")
        .doesNotContain("allowed by the application");
  }

  @Test
  void aHostHeaderThatNamesAProcessorIsNotAllowed() throws Exception {
    runGuarded(ON_CALLER);

    String result =
        jvm.send(
            "POST",
            server.url("localhost", "/inside"),
            ForkedJvm.FORM + "|Host:127.0.0.1",
            Sender.Kind.BYTES,
            CHAT.getBytes(StandardCharsets.UTF_8),
            0);

    assertThat(result).contains("BlockedRequestException");
  }

  @Test
  void aPatternIsAnErrorThatQuotesNoHost() throws Exception {
    runGuarded(ON_CALLER);

    assertThat(send("now", "localhost", "/pattern"))
        .contains("IllegalArgumentException", "one host name or address")
        .doesNotContain("example.org");
  }

  @Test
  void withoutTheAgentItDoesNothing() throws Exception {
    run(ON_CALLER);

    assertThat(send("now", "localhost", "/inside")).isEqualTo("200");
  }
}
