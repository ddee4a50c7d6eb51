package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every server with a tap must do: what its application has read is known at once, whatever
 * reads it, and the application sees the bytes that it would see without the agent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SourceCoverage({"http-in", "multipart", "http-out"})
abstract class ServerContract {
  private static final String POLICY =
      """
      policy: servers
      processors: { target: { hosts: [localhost], text: structured } }
      categories:
        chats: { sources: [{ http-in: "POST /api/chat/**" }] }
        cuts: { sources: [{ http-in: "POST /api/cut/**" }] }
        uploads: { sources: [{ multipart: "/api/uploads/**", parts: ["file*"] }] }
        answers: { sources: [{ http-out: "/out/**", fields: ["$.answer", "sse"] }] }
        pages: { sources: [{ http-out: "GET /pages/**" }, { http-out: "POST /rpc.Out/*", optional: true }] }
        notes: { sources: [{ http-in: "PUT /api/notes/**" }, { http-in: "/api/old", optional: true }] }
      rules: [{ id: no-content, never: [chats, cuts, uploads, answers, pages, notes], reach: [target], keeps: [C1] }]
      document: { title: Privacy, clauses: { C1: { section: One, says: no content leaves } } }
      """;

  private static final int SMALL = 300;
  private static final int MIDDLE = 60_000;
  private static final int LARGE = 3_000_000;

  /** Bodies that a server may drop one after the other. */
  private static final int MOST_DROPPED = 10;

  private static final String BOUNDARY = "XyZ-boundary";

  @TempDir static Path root;

  private final Random random = new Random(11);
  private RawServer processor;

  /** One instance of this class runs all versions, one after the other. */
  private RunningServer server;

  /** The server, on this JDK. */
  record Subject(TestServerProgram program, Path jdk) {
    @Override
    public String toString() {
      return program + " on " + Jdks.feature(jdk);
    }
  }

  abstract Subject subject();

  @BeforeEach
  void start() throws Exception {
    if (server != null && server.subject().equals(subject())) {
      return;
    }
    stop();
    processor = new RawServer(null);
    server = new RunningServer(subject(), Files.createTempDirectory(root, "server"), POLICY);
  }

  @AfterEach
  void noFaults() throws IOException {
    assertThat(server.log()).doesNotContain("tap of");
  }

  @AfterAll
  void stop() throws Exception {
    if (server != null) {
      server.close();
      processor.close();
    }
  }

  Stream<String> firstWrite() {
    return subject().program().writes().stream().limit(1);
  }

  Stream<String> reads() {
    return subject().program().reads().stream();
  }

  @ParameterizedTest
  @MethodSource("reads")
  void stopsWhatTheApplicationHasReadOfABodyWithALength(String how) throws Exception {
    for (int size : sizes(how)) {
      assertStopped(how, size, false);
    }
  }

  @ParameterizedTest
  @MethodSource("reads")
  void stopsWhatTheApplicationHasReadOfAChunkedBody(String how) throws Exception {
    if (how.equals("exact") || how.equals("half")) {
      return; // ways of reading that need a length
    }
    for (int size : sizes(how)) {
      // Tomcat drops chunked bodies that a listener reads, with the agent and without it: nearly
      // all
      // large ones, and one in ten of those of middle size, of which another is sent then.
      if (!how.equals("listener")) {
        assertStopped(how, size, true);
      } else if (size < LARGE) {
        assertStoppedUnlessDropped(how, size);
      }
    }
  }

  private void assertStoppedUnlessDropped(String how, int size) throws Exception {
    SocketException dropped = null;
    for (int i = 0; i < MOST_DROPPED; i++) {
      try {
        assertStopped(how, size, true);
        return;
      } catch (SocketException e) {
        dropped = e;
      }
    }
    throw new AssertionError("all were dropped", dropped);
  }

  private static int[] sizes(String how) {
    return how.equals("bytewise") || how.equals("brace")
        ? new int[] {SMALL, MIDDLE}
        : new int[] {SMALL, MIDDLE, LARGE};
  }

  private void assertStopped(String how, int size, boolean isChunked) throws Exception {
    byte[] content = content(how, size);
    byte[] body = body(how, content);
    String path = (isParts(how) ? "/api/uploads/7/" : "/api/chat/7/") + how;

    String answer = post(path, type(how), body, isChunked);

    assertThat(answer)
        .as("%s of %d bytes, chunked: %s", how, size, isChunked)
        .isEqualTo(seen(how, content, body) + " BlockedRequestException");
  }

  @ParameterizedTest
  @MethodSource("reads")
  void leavesBodiesOfOtherPathsAlone(String how) throws Exception {
    byte[] content = content(how, SMALL);
    byte[] body = body(how, content);

    assertThat(post("/other/" + how, type(how), body, false))
        .isEqualTo(seen(how, content, body) + " 200");
  }

  Stream<String> writes() {
    return subject().program().writes().stream();
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("writes")
  void stopsWhatTheApplicationHasWrittenOfAnAnswerWithALength(String how) throws Exception {
    for (int size : new int[] {SMALL, MIDDLE}) {
      assertAnswered(WrittenAnswer.DECLARED + "7/length/" + how, size, "BlockedRequestException");
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("writes")
  void stopsWhatTheApplicationHasWrittenOfAChunkedAnswer(String how) throws Exception {
    for (int size : new int[] {SMALL, MIDDLE}) {
      assertAnswered(WrittenAnswer.DECLARED + "7/chunked/" + how, size, "BlockedRequestException");
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("writes")
  void leavesAnswersOfOtherPathsAlone(String how) throws Exception {
    assertAnswered(WrittenAnswer.OTHER + "chunked/" + how, SMALL, "200");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("firstWrite")
  void saysThatItsSourceOfAnswersHasFired(String how) throws Exception {
    assertAnswered(WrittenAnswer.DECLARED + "7/length/" + how, SMALL, "BlockedRequestException");

    assertThat(server.doctor("of answers: active")).contains("http-out /out/** of answers: active");
  }

  private void assertAnswered(String path, int size, String outcome) throws Exception {
    byte[] text =
        ("Gr\u00fc\u00dfe \ud83c\udf88 " + new String(content(path, size)))
            .getBytes(StandardCharsets.UTF_8);
    WrittenAnswer expected = new WrittenAnswer(path, "", text);
    Map<String, String> headers = headers("application/octet-stream", false);
    if (expected.how().equals("compressed")) {
      headers.put("Accept-Encoding", "gzip");
    }

    String answer = send(port(), path, headers, text, false);

    assertThat(answer)
        .as("%s of %d bytes", path, size)
        .isEqualTo(new String(expected.all(), StandardCharsets.UTF_8));
    for (int i = 0; i < expected.leaks(); i++) {
      assertThat(printedLine()).as("%s of %d bytes", path, size).isEqualTo(outcome);
    }
  }

  @Test
  void keepsRequestsOfOneConnectionApart() throws Exception {
    for (int i = 0; i < 20; i++) {
      byte[] content = content("whole", SMALL);
      byte[] body = body("whole", content);
      String path = i % 2 == 0 ? "/api/chat/1/whole" : "/other/whole";

      assertThat(post(path, type("whole"), body, i % 3 == 0))
          .endsWith(i % 2 == 0 ? " BlockedRequestException" : " 200");
    }
  }

  @Test
  void saysThatItsSourcesHaveFired() throws Exception {
    byte[] content = content("whole", SMALL);
    post("/api/chat/1/whole", type("whole"), body("whole", content), false);

    assertThat(server.doctor("of chats: active"))
        .contains("http-in POST /api/chat/** of chats: active")
        .contains("http-in PUT /api/notes/** of notes: never fired")
        .contains("http-out GET /pages/** of pages: never fired")
        .contains("unproven C1: http-in PUT /api/notes/** of notes has captured nothing yet")
        .doesNotContain("unproven C1: http-in POST /api/chat/**")
        .doesNotContain("unproven C1: http-in /api/old");
  }

  /** What the application has printed. */
  final String printedLine() throws IOException {
    return server.printedLine();
  }

  final int port() {
    return server.port();
  }

  /** Sends a request of which the rest never comes. */
  interface Sender {
    void send(int port, String path, Map<String, String> headers, byte[] body) throws Exception;
  }

  /**
   * What came is known, and no longer held as a body that still arrives: only a body that has ended
   * is counted as captured.
   */
  final void assertCutShortIsCaptured(Sender sender) throws Exception {
    byte[] content = content("stream", MIDDLE);
    byte[] body = body("stream", content);
    int before = captured();
    Map<String, String> headers = headers(type("stream"), false);

    sender.send(port(), "/api/cut/1/stream", headers, Arrays.copyOf(body, MIDDLE / 2));

    int captured = before;
    for (int i = 0; i < 20 && captured == before; i++) {
      captured = captured();
    }
    assertThat(captured).isGreaterThan(before);
    byte[] came = Arrays.copyOf(content, MIDDLE / 2 - 100);
    assertThat(post("/other/whole", type("whole"), body("whole", came), false))
        .endsWith(" BlockedRequestException");
  }

  /** Closes the connection in the middle of a body. */
  final void assertClosedConnectionIsCaptured() throws Exception {
    assertCutShortIsCaptured(
        (port, path, headers, body) -> {
          ByteArrayOutputStream half = new ByteArrayOutputStream();
          half.writeBytes(rawHead(path, headers, 2 * body.length));
          half.writeBytes(body);
          sendRaw(port, half.toByteArray());
        });
  }

  /** Sends requests without waiting for answers. */
  final void assertPipelinedRequestsAreKeptApart() throws Exception {
    ByteArrayOutputStream requests = new ByteArrayOutputStream();
    List<String> answers = new ArrayList<>();
    for (String path : List.of("/other/stream", "/api/chat/1/stream", "/other/stream")) {
      byte[] content = content("stream", SMALL);
      byte[] body = body("stream", content);
      requests.writeBytes(rawHead(path, headers(type("stream"), false), body.length));
      requests.writeBytes(body);
      answers.add(
          seen("stream", content, body)
              + (path.startsWith("/other") ? " 200" : " BlockedRequestException"));
    }

    assertThat(sendRaw(port(), requests.toByteArray())).containsSubsequence(answers);
  }

  /** The head of a request as HTTP/1.1 writes it. */
  static byte[] rawHead(String path, Map<String, String> headers, int length) {
    StringBuilder head = new StringBuilder("POST ").append(path).append(" HTTP/1.1\r\n");
    head.append("Host: localhost\r\nContent-Length: ").append(length).append("\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Sends bytes on a connection of their own, and returns all that comes until it is closed. */
  static String sendRaw(int port, byte[] bytes) throws IOException {
    try (Socket to = new Socket(InetAddress.getLoopbackAddress(), port)) {
      to.setSoTimeout(30_000);
      to.getOutputStream().write(bytes);
      to.shutdownOutput();
      return new String(to.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private int captured() throws Exception {
    String cuts = "http-in POST /api/cut/** of cuts: ";
    String output =
        server.doctor(cuts).lines().filter(line -> line.contains(cuts)).findFirst().orElse("");
    Matcher captured = Pattern.compile(", captured (\\d+)").matcher(output);
    return captured.find() ? Integer.parseInt(captured.group(1)) : 0;
  }

  private static boolean isParts(String how) {
    return how.equals("parts") || how.equals("moved");
  }

  final byte[] content(String how, int size) {
    if (isParts(how)) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
      System.arraycopy(png, 0, bytes, 0, png.length);
      return bytes;
    }
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      for (int i = 3 + random.nextInt(6); i > 0; i--) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(' ');
    }
    return text.append("end").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] body(String how, byte[] content) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (isParts(how)) {
      body.writeBytes(
          ("--"
                  + BOUNDARY
                  + "\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nabc\r\n--"
                  + BOUNDARY
                  + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n"
                  + "Content-Type: image/png\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      body.writeBytes(content);
      body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.ISO_8859_1));
    } else if (how.equals("form")) {
      body.writeBytes("note=".getBytes(StandardCharsets.ISO_8859_1));
      body.writeBytes(
          new String(content, StandardCharsets.UTF_8)
              .replace(' ', '+')
              .getBytes(StandardCharsets.UTF_8));
    } else {
      body.writeBytes("{\"id\":\"7\",\"message\":\"".getBytes(StandardCharsets.ISO_8859_1));
      body.writeBytes(content);
      body.writeBytes("\"}".getBytes(StandardCharsets.ISO_8859_1));
    }
    return body.toByteArray();
  }

  private static String type(String how) {
    return isParts(how)
        ? "multipart/form-data; boundary=" + BOUNDARY
        : how.equals("form") ? "application/x-www-form-urlencoded" : "application/json";
  }

  /** Length and checksum of what the application should have read. */
  private static String seen(String how, byte[] content, byte[] body) {
    byte[] seen =
        switch (how) {
          case "half" -> Arrays.copyOf(body, body.length / 2);
          case "parts", "moved", "form", "json" -> content;
          default -> body;
        };
    CRC32 sum = new CRC32();
    sum.update(seen);
    return seen.length + " " + sum.getValue();
  }

  private String post(String path, String type, byte[] plain, boolean isChunked)
      throws IOException {
    boolean isZipped = ServedApplication.how(path).equals("gzip");
    return send(port(), path, headers(type, isZipped), isZipped ? zipped(plain) : plain, isChunked);
  }

  final Map<String, String> headers(String type, boolean isZipped) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", type);
    headers.put(
        ServedApplication.LEAK_TO,
        processor.url("localhost", "/leak?" + random.nextInt(1_000_000)));
    if (isZipped) {
      headers.put("Content-Encoding", "gzip");
    }
    return headers;
  }

  /** Sends a request, and returns what is answered. */
  String send(int port, String path, Map<String, String> headers, byte[] body, boolean isChunked)
      throws IOException {
    HttpURLConnection to =
        (HttpURLConnection) URI.create("http://localhost:" + port + path).toURL().openConnection();
    to.setRequestMethod("POST");
    to.setReadTimeout(30_000);
    headers.forEach(to::setRequestProperty);
    to.setDoOutput(true);
    if (isChunked) {
      to.setChunkedStreamingMode(4_000);
    } else {
      to.setFixedLengthStreamingMode(body.length);
    }
    try (OutputStream out = to.getOutputStream()) {
      out.write(body);
    }
    try (InputStream in = to.getResponseCode() < 400 ? to.getInputStream() : to.getErrorStream()) {
      boolean isZipped = "gzip".equals(to.getContentEncoding());
      InputStream plain = isZipped ? new GZIPInputStream(in) : in;
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] zipped(byte[] plain) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(plain);
    }
    return zipped.toByteArray();
  }
}
