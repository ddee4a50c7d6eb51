package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guard keeps of streamed answers that stay open, of which a service may have many. */
class ManyStreamsIT {
  private static final String POLICY =
      """
      policy: streams
      processors: { target: { hosts: [localhost], text: structured } }
      categories:
        answers: { sources: [{ http-out: "/declared/**" }] }
        chats: { sources: [{ exchange: "127.0.0.1/declared/**" }, { exchange: "127.0.0.1/gzip/declared/**" }] }
      rules: [{ id: no-content, never: [answers, chats], reach: [target] }]
      """;

  private static final int STREAMS = 1_000;
  private static final int LETTERS = 500;

  /** Of a stream, beside its text. */
  private static final int MOST_BYTES = 4_096;

  /** By which the text of a stream is recognised once it was captured. */
  private static final int FINGERPRINTS = LETTERS * 5 / 2;

  /** Streams of which no source is, to see what the application itself needs for one. */
  private static final int OTHERS = 300;

  private static final int WARM_UP = 50;

  private static final TestServerProgram OK_HTTP =
      client("OpenStreamsProgram$OkHttp", List.of("com.squareup.okhttp3:okhttp:3.14.9"));

  @TempDir Path root;

  private final List<Socket> open = new ArrayList<>();
  private RawServer processor;
  private HeldStreams model;
  private RunningServer program;
  private int opened;

  @BeforeEach
  void start() throws IOException {
    processor = new RawServer(null);
    model = new HeldStreams();
  }

  @AfterEach
  void stop() throws Exception {
    program.close();
    for (Socket each : open) {
      each.close();
    }
    model.close();
    processor.close();
  }

  static Stream<TestServerProgram> servers() {
    return Stream.of(
        program(
            "TomcatStreamsProgram",
            "tomcat-streams",
            "org.apache.tomcat.embed:tomcat-embed-core:10.1.62"),
        program("NettyStreamsProgram", "netty-streams", "io.netty:netty-codec-http:4.1.127.Final"));
  }

  private static TestServerProgram program(String name, String folder, String artifact) {
    return new TestServerProgram(
        artifact, name, List.of(folder), Map.of(), List.of(artifact), List.of(), List.of());
  }

  static Stream<TestServerProgram> clients() {
    return Stream.of(client("OpenStreamsProgram$Jdk", List.of()), OK_HTTP);
  }

  private static TestServerProgram client(String name, List<String> artifacts) {
    return new TestServerProgram("", name, List.of(), Map.of(), artifacts, List.of(), List.of());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void keepsLittleOfAnOpenAnswerBesideItsText(TestServerProgram server) throws Exception {
    run(server);

    assertLittleIsKept(server.toString(), "", this::openAnswer);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void keepsLittleOfAnOpenStreamOfAServiceBesideItsText(TestServerProgram client) throws Exception {
    run(client);

    assertLittleIsKept(client.toString(), "", this::openExchange);
  }

  @Test
  void keepsLittleOfAnOpenCompressedStreamOfAServiceBesideItsText() throws Exception {
    run(OK_HTTP);

    assertLittleIsKept(OK_HTTP + ", gzip", HeldStreams.GZIP, this::openExchange);
  }

  private void run(TestServerProgram what) throws IOException {
    program =
        new RunningServer(
            new ServerContract.Subject(what, Jdks.all().get(0)),
            Files.createTempDirectory(root, "program"),
            POLICY,
            "-Dsun.net.httpserver.nodelay=true");
  }

  /** Opens a stream, and returns once all that comes of it was read. */
  private interface Opener {
    void open(String path) throws IOException;
  }

  private void assertLittleIsKept(String what, String start, Opener opener) throws Exception {
    open(start + "/declared", WARM_UP, opener);
    open(start + "/other", WARM_UP, opener);
    assertThat(leak(opened - 2)).isEqualTo("200");
    assertThat(leak(0)).isEqualTo("BlockedRequestException");
    long before = heap();
    open(start + "/other", OTHERS, opener);
    long others = heap();
    open(start + "/declared", STREAMS, opener);
    long arriving = heap();
    assertThat(leak(opened - 2)).isEqualTo("BlockedRequestException");
    long captured = heap();

    long ofApplication = (others - before) / OTHERS;
    long ofArriving = (arriving - others) / STREAMS - ofApplication - LETTERS;
    long ofCaptured = (captured - others) / STREAMS - ofApplication - LETTERS - FINGERPRINTS;
    System.out.printf(
        "Measured: %d bytes kept of an open stream beside its text, %d beside its fingerprints once"
            + " it was captured: %s%n",
        ofArriving, ofCaptured, what);
    assertThat(ofArriving).isLessThanOrEqualTo(MOST_BYTES);
    assertThat(ofCaptured).isLessThanOrEqualTo(MOST_BYTES);
  }

  private void open(String start, int count, Opener opener) throws IOException {
    for (int i = 0; i < count; i++) {
      opener.open(start + "/" + opened++ + "/" + LETTERS);
    }
  }

  private void openAnswer(String path) throws IOException {
    Socket socket = new Socket("localhost", program.port());
    open.add(socket);
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes());
    List<byte[]> events = StreamedText.of(path).events();
    String last = new String(events.get(events.size() - 1), StandardCharsets.UTF_8);
    StringBuilder read = new StringBuilder();
    byte[] piece = new byte[1 << 14];
    InputStream in = socket.getInputStream();
    while (read.indexOf(last) < 0) {
      read.append(new String(piece, 0, in.read(piece), StandardCharsets.UTF_8));
    }
  }

  private void openExchange(String path) throws IOException {
    assertThat(ask(path, OpenStreamsProgram.MODEL, model.url())).isEqualTo("open");
  }

  /** Has the application send the text of a stream to a processor. */
  private String leak(int number) throws IOException {
    return ask(
        "/leak/" + number + "/" + LETTERS,
        ServedApplication.LEAK_TO,
        processor.url("localhost", "/leak"));
  }

  private String ask(String path, String header, String value) throws IOException {
    HttpURLConnection to =
        (HttpURLConnection)
            URI.create("http://localhost:" + program.port() + path).toURL().openConnection();
    to.setRequestProperty(header, value);
    to.setReadTimeout(60_000);
    try (InputStream in = to.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private long heap() throws IOException, InterruptedException {
    return LiveHeap.bytes(program.subject().jdk(), program.pid());
  }
}
