package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JVM says and does when it starts with the guard, in good order and in bad. */
class StartIT {
  private static final String CHAT =
      "note=[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]";

  private static final String POLICY =
      """
      policy: start
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  /** A program that only says that it ran. */
  static final class Ran {
    private Ran() {}

    public static void main(String[] arguments) {
      System.out.println("ran");
    }
  }

  private record End(int code, String out, String err) {}

  private End start(String argument) throws Exception {
    return start(argument, List.of());
  }

  private End start(String argument, List<String> options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(agent(argument));
    command.addAll(options);
    command.addAll(List.of("-cp", classes(), Ran.class.getName()));
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new End(process.exitValue(), out.strip(), Files.readString(err));
  }

  private static String agent(String argument) {
    return "-javaagent:" + AgentJar.PATH + argument;
  }

  private static String classes() {
    return Path.of("target", "test-classes").toAbsolutePath().toString();
  }

  private void assertUnguarded(End end, String reason) {
    assertThat(end.code()).isZero();
    assertThat(end.out()).isEqualTo("ran");
    assertThat(end.err())
        .contains("flowguard: error: ", ": UNGUARDED, nothing is judged: ", reason);
  }

  private void assertProblem(End end, String problem) {
    assertThat(end.code()).isZero();
    assertThat(end.out()).isEqualTo("ran");
    assertThat(end.err()).contains("flowguard: problem: ", "problem", ", run doctor", problem);
  }

  private String journal(String name) throws IOException {
    StringBuilder text = new StringBuilder();
    try (var files = Files.list(folder.resolve(name))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }

  @Test
  void guardsWithTheBuiltInPolicyAndSaysSoWhereNoneIsNamed() throws Exception {
    End end = start("");

    assertThat(end.code()).isZero();
    assertThat(end.err().lines()).hasSize(1);
    assertThat(end.err())
        .matches(
            "Flowguard [0-9][^ ]*: guarding stripe, crisp, google-analytics, undeclared recipients;"
                + " mode block; policy mirage-studio-privacy r[0-9]+ \\(built in\\);"
                + " [0-9]+ kinds? not active\n");
  }

  @Test
  void recordsItsWholeStatusAfterTheFirstSecond() throws Exception {
    try (ForkedJvm jvm = fork("=journal.dir=journal")) {
      eventually("the first record", () -> !jvm.wholeJournal().isEmpty());
      assertThat(jvm.wholeJournal())
          .singleElement()
          .asString()
          .contains(
              "\"message\":\"guard started\"",
              "\"status\":{\"state\":\"GUARDED\"",
              "\"origin\":\"built in\"",
              "\"mode\":\"block\"",
              "inference.mirage-studio.io/v1/** of chat-conversation has captured nothing yet");
    }
  }

  @Test
  void printsTheWholeStatusWhereThatIsSet() throws Exception {
    End end = start("=start-line=json");

    assertThat(end.err().lines()).hasSize(2);
    assertThat(end.err().lines().toList().get(1))
        .startsWith("FLOWGUARD {\"state\":\"GUARDED\"")
        .contains("inference.mirage-studio.io/v1/** of chat-conversation has captured nothing yet");
  }

  @Test
  void aSecondAgentSaysThatTheFirstOneGuards() throws Exception {
    End end = start("", List.of(agent("=mode=off")));

    assertThat(end.code()).isZero();
    assertThat(end.err().lines())
        .hasSize(2)
        .last()
        .isEqualTo("flowguard: a guard is attached already; this second one does nothing.");
    assertThat(end.err()).contains(": guarding stripe");
  }

  @Test
  void startsUnguardedAndLoudlyWithoutAUsablePolicy() throws Exception {
    assertUnguarded(start("=missing.yaml"), "missing.yaml does not exist");
    assertUnguarded(start("=."), ". is a folder");
    Files.writeString(folder.resolve("empty.yaml"), "");
    assertUnguarded(start("=empty.yaml"), "empty.yaml: is empty");
    Files.writeString(folder.resolve("bad.yaml"), "policy: [");
    assertUnguarded(start("=bad.yaml"), "bad.yaml:1:10: is not YAML");
    Files.writeString(folder.resolve("bomb.yaml"), "a: &a [x]\nb: [*a, *a]\n");
    assertUnguarded(start("=bomb.yaml"), "bomb.yaml:1:4: anchors (&a) are refused");
    Files.writeString(
        folder.resolve("tag.yaml"), "policy: !!javax.script.ScriptEngineManager []\n");
    assertUnguarded(start("=tag.yaml"), "tags (!…) are refused");
  }

  @Test
  void tellsAnUnknownSettingWithTheNearestName() throws Exception {
    assertProblem(
        start("=journal.dri=x"), "unknown setting 'journal.dri'. Did you mean 'journal.dir'?");
    assertProblem(start("", List.of("-Dflowguard.journal.dri=x")), "Did you mean 'journal.dir'?");
  }

  @Test
  void doesNotStartTheJvmWhereFailStartIsSet() throws Exception {
    End end = start("=missing.yaml,fail-start=true");

    assertThat(end.code()).isEqualTo(1);
    assertThat(end.out()).isEmpty();
    assertThat(end.err()).contains("missing.yaml does not exist", "fail-start is set");
  }

  @Test
  void recordsThatItWasSwitchedOff() throws Exception {
    End end = start("=enabled=false,journal.dir=j");

    assertThat(end.err())
        .matches("Flowguard [^ ]+: OFF, as asked: enabled=false, from agent argument\n");
    assertThat(journal("j")).contains("\"type\":\"audit\"", "guard switched off", "agent argument");
  }

  @Test
  void letsPassAndRecordsWhatLeftInModeObserve() throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm = fork("=policy=policy.yaml,mode=observe,journal.dir=journal")) {
      assertThat(send(jvm, server)).isEqualTo("200");
      assertThat(server.takeRequests()).hasSize(1);
      // Nobody waits for the record of what passes: it is there when the JVM has ended.
      jvm.end();
      assertThat(jvm.journal()).hasSize(2);
      // The state is recorded after main has begun, so perhaps behind the first violation.
      assertThat(jvm.journal())
          .anyMatch(line -> line.contains("guard observes, nothing is blocked"))
          .anyMatch(
              line ->
                  line.contains("\"outcome\":\"sent\"") && line.contains("\"decision\":\"block\""));
    }
  }

  @Test
  void looksAtNothingInModeOff() throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm = fork("=policy=policy.yaml,mode=off,journal.dir=journal")) {
      assertThat(send(jvm, server)).isEqualTo("200");
      jvm.end();
      assertThat(jvm.journal())
          .singleElement()
          .satisfies(
              line ->
                  assertThat(line).contains("guard switched off", "mode off, from agent argument"));
    }
  }

  @Test
  void blocksAlthoughTheJournalCannotBeWritten() throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Files.writeString(folder.resolve("file"), "x");
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm = fork("=policy=policy.yaml,journal.dir=file/journal")) {
      assertThat(send(jvm, server)).contains("BlockedRequestException");
      assertThat(server.headBytes()).isZero();
      jvm.end();
      assertThat(jvm.stderr().lines())
          .filteredOn(line -> line.contains("cannot be written"))
          .singleElement()
          .asString()
          .contains("flowguard: problem: ", "Violations are blocked all the same");
    }
  }

  private ForkedJvm fork(String argument) throws IOException {
    List<String> classPath =
        List.of(classes(), Path.of("target", "clients", "api").toAbsolutePath() + "/*");
    return new ForkedJvm(
        Path.of(System.getProperty("java.home")),
        folder,
        List.of(agent(argument)),
        classPath,
        "UrlConnectionSender",
        "nothing of note");
  }

  private static String send(ForkedJvm jvm, RawServer server) {
    String url = server.url("localhost", "/v1/x");
    byte[] body = CHAT.getBytes(StandardCharsets.UTF_8);
    return jvm.send("POST", url, ForkedJvm.FORM, Sender.Kind.BYTES, body, 0);
  }
}
