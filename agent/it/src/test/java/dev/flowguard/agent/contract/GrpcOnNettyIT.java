package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of gRPC whose frames a program hands to Netty's HTTP/2 itself, in clear text. */
class GrpcOnNettyIT {
  private static final String SECRET =
      "The postmaster's rival painted the village pump with a stolen tin of green enamel";

  private static final String BLOCKED = "BlockedRequestException: Blocked";

  private static final String POLICY =
      """
      policy: grpc-on-netty
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir static Path folder;

  private static Http2Server server;
  private static ForkedJvm jvm;
  private int records;

  @BeforeAll
  static void fork() throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Path jdk = Jdks.all().get(0);
    TestClient client = NettyGateIT.V4_2.by("NettyMultiplexSender");
    String agent = "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal";
    server = new Http2Server(null);
    jvm =
        new ForkedJvm(jdk, folder, List.of(agent), client.classPath(jdk), client.sender(), SECRET);
  }

  @AfterAll
  static void end() throws IOException {
    jvm.close();
    server.close();
  }

  @BeforeEach
  void count() {
    server.takeRequests();
    records = jvm.journal().size();
  }

  private static byte[] framed(int flag, byte[] message) {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    framed.writeBytes(new byte[] {(byte) flag, 0, 0});
    framed.write(message.length >> 8);
    framed.write(message.length);
    framed.writeBytes(message);
    return framed.toByteArray();
  }

  private static byte[] framed(String message) {
    return framed(0, message.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] zipped(String message) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(message.getBytes(StandardCharsets.US_ASCII));
    }
    return framed(1, zipped.toByteArray());
  }

  private static byte[] both(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * @param split where one frame of data ends and the next begins
   */
  private static String send(String headers, byte[] body, int split) {
    String url = server.url("localhost", "/demo.Notes/Client");
    String all = "content-type:application/grpc|te:trailers" + headers;
    return jvm.send("POST", url, all, Sender.Kind.BYTES, body, split);
  }

  /** What the server has got of messages: all that was sent before it answers another call. */
  private static String arrived() {
    byte[] last = framed("the last one");
    assertThat(send("", last, 0)).isEqualTo("200");
    String all = server.bodies();
    assertThat(all).endsWith(text(last));
    return all.substring(0, all.length() - last.length);
  }

  @Test
  void aMessageIsStoppedWhereverItIsCutIntoFrames() {
    byte[] leak = framed("note: " + SECRET);
    for (int split = 0; split <= leak.length; split++) {
      assertThat(send("", leak, split)).as("split at %d", split).contains(BLOCKED);
    }
    assertThat(arrived()).isEmpty();
    assertThat(jvm.journal()).hasSize(records + leak.length + 1);
  }

  @Test
  void aMessageThatMayPassArrivesAsItIsWhereverItIsCutIntoFrames() {
    byte[] clean = both(framed("one"), both(framed(""), framed("three")));
    for (int split = 0; split <= clean.length; split++) {
      assertThat(send("", clean, split)).as("split at %d", split).isEqualTo("200");
      assertThat(server.takeRequests()).containsExactly(text(clean));
    }
  }

  @Test
  void ofACallWhoseSecondMessageIsStoppedTheFirstHasLeftAndIsToldAsCut() {
    byte[] first = framed("the first one");
    byte[] body = both(first, framed("note: " + SECRET));

    assertThat(send("", body, first.length)).contains(BLOCKED);
    assertThat(text(first)).startsWith(arrived()); // a reset may overtake it
    assertThat(jvm.journal()).hasSize(records + 1);
    assertThat(jvm.journal().get(records))
        .contains("\"outcome\":\"cut\"", "\"body_bytes_sent\":" + first.length + ",");
  }

  @Test
  void ofTwoMessagesInOneFrameNoneLeavesIfOneIsStopped() {
    byte[] body = both(framed("the first one"), framed("note: " + SECRET));

    assertThat(send("", body, body.length)).contains(BLOCKED);
    assertThat(arrived()).isEmpty();
  }

  @Test
  void aCompressedMessageIsJudgedAsWhatItIs() throws Exception {
    byte[] leak = zipped("note: " + SECRET);
    assertThat(send("|grpc-encoding:gzip", leak, leak.length / 2)).contains(BLOCKED);
    assertThat(arrived()).isEmpty();

    server.takeRequests();
    byte[] clean = zipped("a fine message");
    assertThat(send("|grpc-encoding:gzip", clean, clean.length / 2)).isEqualTo("200");
    assertThat(server.takeRequests()).containsExactly(text(clean));
  }

  @Test
  void aMessageInAnEncodingThatNothingOpensIsIncomplete() {
    byte[] unknown = framed(1, new byte[] {7, 99, -104, 12, 77, -3, 101, 9, -66, 31});

    assertThat(send("|grpc-encoding:snappy", unknown, 3)).contains(BLOCKED, "incomplete:encoding");
    assertThat(arrived()).isEmpty();
  }
}
