package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every client with a tap must do: what its application has read of the answer of a declared
 * service is known at once, while it arrives, and the application sees the bytes that it would see
 * without the agent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SourceCoverage("exchange")
abstract class AnswerContract {
  /** The last words before the second half of an answer. */
  static final String MIDDLE = "and here is the middle ";

  static final String END_OF_EVENT = "\n\n";

  private static final String POLICY =
      """
      policy: answers
      processors: { target: { hosts: [localhost], text: structured } }
      categories:
        chats: { sources: [{ exchange: "127.0.0.1/v1/**" }] }
        asked: { sources: [{ exchange: "127.0.0.1/ask/**", only: request }] }
      rules: [{ id: no-content, never: [chats, asked], reach: [target] }]
      """;

  private static final int WORDS = 120;

  /** Characters of an event. */
  private static final int EVENT = 7;

  @TempDir static Path root;

  private final Random random = new Random(7);
  private RawServer processor;
  private AnswerServer model;
  private Path folder;

  /** One instance of this class runs all versions, one after the other. */
  private Subject running;

  private Process program;
  private BufferedReader from;

  /**
   * The client, on this JDK.
   *
   * @param options of its JVM
   */
  record Subject(TestClient client, Path jdk, List<String> options) {
    private static final String HTTP2 = "-Dcontract.http2=true";
    private static final String UPGRADE = "-Dcontract.upgrade=true";

    Subject(TestClient client, Path jdk) {
      this(client, jdk, List.of());
    }

    /** The same by HTTP/2 in clear text, from the first byte on. */
    Subject byHttp2() {
      return new Subject(client, jdk, List.of(HTTP2));
    }

    /** The same by HTTP/2 after an upgrade. */
    Subject byUpgrade() {
      return new Subject(client, jdk, List.of(HTTP2, UPGRADE));
    }

    boolean isHttp2() {
      return options.contains(HTTP2);
    }

    @Override
    public String toString() {
      String by = options.contains(UPGRADE) ? " by HTTP/2 after an upgrade" : " by HTTP/2";
      return client + " on " + Jdks.feature(jdk) + (isHttp2() ? by : "");
    }
  }

  abstract Subject subject();

  @BeforeEach
  void start() throws Exception {
    Subject subject = subject();
    if (subject.equals(running)) {
      return;
    }
    stop();
    processor = new RawServer(null);
    model = subject.isHttp2() ? new Http2AnswerServer() : new Http1AnswerServer();
    folder = Files.createTempDirectory(root, "client");
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    running = subject;
    List<String> command = new ArrayList<>();
    command.add(subject.jdk().resolve("bin/java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dio.netty.leakDetection.level=paranoid");
    command.add(ForkedJvm.temporaryFiles(folder));
    command.addAll(subject.options());
    command.add("-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal");
    command.add("-cp");
    command.add(String.join(":", subject.client().classPath(subject.jdk())));
    command.add(AnswerProgram.class.getName());
    command.add(subject.client().sender());
    program =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("stderr.log").toFile())
            .start();
    from = new BufferedReader(new InputStreamReader(program.getInputStream()));
  }

  @AfterEach
  void noFaults() throws IOException {
    assertThat(Files.readString(folder.resolve("stderr.log"))).doesNotContain("tap of", "LEAK: ");
  }

  @AfterAll
  void stop() throws Exception {
    if (program == null) {
      return;
    }
    program.getOutputStream().close();
    if (!program.waitFor(10, TimeUnit.SECONDS)) {
      program.destroyForcibly();
    }
    model.close();
    processor.close();
  }

  Stream<String> answers() {
    return Stream.of("whole", "streamed", "whole-gzip", "streamed-gzip");
  }

  @ParameterizedTest
  @MethodSource("answers")
  void stopsWhatHasComeOfAnAnswerThatStillArrives(String how) throws Exception {
    assertAnswer(AnswerProgram.Leak.HALF, "/v1/" + how, "BlockedRequestException");
  }

  @ParameterizedTest
  @MethodSource("answers")
  void stopsAnAnswerThatIsComplete(String how) throws Exception {
    assertAnswer(AnswerProgram.Leak.END, "/v1/" + how, "BlockedRequestException");
  }

  @ParameterizedTest
  @MethodSource("answers")
  void stopsAnAnswerThatWasClosedInTheMiddle(String how) throws Exception {
    assertAnswer(AnswerProgram.Leak.CLOSED, "/v1/" + how, "BlockedRequestException");
  }

  @ParameterizedTest
  @MethodSource("answers")
  void stopsAnAnswerWhoseConnectionWasClosedInTheMiddle(String how) throws Exception {
    assertAnswer(AnswerProgram.Leak.CUT, "/v1/cut/" + how, "BlockedRequestException");
  }

  @ParameterizedTest
  @MethodSource("answers")
  void letsOtherContentPass(String how) throws Exception {
    assertAnswer(AnswerProgram.Leak.CLEAN, "/v1/" + how, "200");
  }

  @ParameterizedTest
  @MethodSource("answers")
  void leavesAnswersOfOtherPathsAlone(String how) throws Exception {
    assertAnswer(AnswerProgram.Leak.END, "/other/v1/" + how, "200");
  }

  @Test
  void stopsWhatWasAsked() throws Exception {
    for (String path : List.of("/ask/whole", "/ask/chunked")) {
      String text = words(WORDS);

      assertThat(run("post " + url(path) + " " + leakTo() + " " + text))
          .as(path)
          .isEqualTo("got " + (text.length() + 14) + " BlockedRequestException");
    }
  }

  @Test
  void leavesRequestsToOtherPathsAlone() throws Exception {
    assertThat(run("post " + url("/other") + " " + leakTo() + " " + words(WORDS))).endsWith(" 200");
  }

  @Test
  void saysThatItsSourcesHaveFired() throws Exception {
    assertAnswer(AnswerProgram.Leak.END, "/v1/whole", "BlockedRequestException");

    String fired = "exchange 127.0.0.1/v1/** of chats: active";
    Cli doctor = Cli.doctor(subject().jdk(), folder, program.pid(), fired);

    assertThat(doctor.output()).contains(fired);
  }

  private void assertAnswer(AnswerProgram.Leak when, String path, String outcome) throws Exception {
    List<String> pieces = pieces(path.contains("streamed"));
    model.prepare(pieces);
    boolean isHalf = when == AnswerProgram.Leak.CLOSED || when == AnswerProgram.Leak.CUT;
    int count = isHalf ? pieces.size() / 2 : pieces.size();
    byte[] seen = String.join("", pieces.subList(0, count)).getBytes(StandardCharsets.UTF_8);
    CRC32 sum = new CRC32();
    sum.update(seen);

    String command = when.name().toLowerCase(Locale.ROOT);

    assertThat(run(command + " " + url(path) + " " + leakTo()))
        .as(command + " " + path)
        .isEqualTo(seen.length + " " + sum.getValue() + " " + outcome);
  }

  private String url(String path) throws IOException {
    return model.url(path);
  }

  private String leakTo() {
    return processor.url("localhost", "/leak?" + random.nextInt(1_000_000));
  }

  private String run(String command) throws IOException {
    program.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
    program.getOutputStream().flush();
    String result = from.readLine();
    assertThat(result).as(Files.readString(folder.resolve("stderr.log"))).isNotNull();
    return result;
  }

  /** As a model sends them: the first half ends with {@link #MIDDLE}. */
  private List<String> pieces(boolean isStreamed) {
    String first = words(WORDS) + MIDDLE;
    String second = words(WORDS);
    List<String> pieces = new ArrayList<>();
    if (!isStreamed) {
      pieces.add("{\"id\":\"chatcmpl-7\",\"choices\":[{\"message\":{\"content\":\"" + first);
      pieces.add(second + "\"}}]}\n");
      return pieces;
    }
    for (int from = 0; from < first.length(); from += EVENT) {
      pieces.add(event(cut(first, from, EVENT)));
    }
    // As many pieces after the middle as before, with the last one.
    int left = pieces.size() - 1;
    int size = second.length() / left + 1;
    for (int i = 0; i < left; i++) {
      pieces.add(event(cut(second, i * size, size)));
    }
    pieces.add("data: [DONE]\n\n");
    return pieces;
  }

  private static String cut(String text, int from, int size) {
    int start = Math.min(from, text.length());
    return text.substring(start, Math.min(start + size, text.length()));
  }

  private static String event(String delta) {
    return "data: {\"id\":\"chatcmpl-7\",\"object\":\"chat.completion.chunk\","
        + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
        + delta
        + "\"}}]}"
        + END_OF_EVENT;
  }

  private String words(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      for (int j = 3 + random.nextInt(6); j > 0; j--) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(' ');
    }
    return text.toString();
  }
}
