package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upload that is larger than the heap passes, and what comes after its file is known. */
class LongUploadIT {
  private static final String POLICY =
      """
      policy: uploads
      processors: { target: { hosts: [localhost], text: structured } }
      categories:
        notes: { sources: [{ multipart: "/api/uploads/**", parts: ["note", "video"] }] }
      rules: [{ id: no-notes, never: [notes], reach: [target] }]
      """;

  private static final String HEAP = "-Xmx128m";
  private static final int PIECES = 300;
  private static final int PIECE = 1_000_000;
  private static final String DELIMITER = "--XyZ-boundary";
  private static final String NOTE =
      "please do not show anybody that the northern greenhouse will be closed before winter";

  private static final TestServerProgram PROGRAM =
      new TestServerProgram(
          "of the JDK", "LongUploadProgram", List.of(), Map.of(), List.of(), List.of(), List.of());

  @TempDir Path folder;

  private RawServer processor;
  private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    processor = new RawServer(null);
    server =
        new RunningServer(
            new ServerContract.Subject(PROGRAM, Jdks.all().get(0)), folder, POLICY, HEAP);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    processor.close();
  }

  @Test
  void stopsASmallPartBehindAFileThatIsLargerThanTheHeap() throws Exception {
    assertThat(upload("note")).isEqualTo("BlockedRequestException");

    assertThat(server.doctor("a part is known")).contains("of 1 body a part is known");
    assertThat(server.log()).doesNotContain("tap of").doesNotContain("OutOfMemory");
  }

  @Test
  void leavesAPartThatIsNotDeclaredAloneBehindAFileThatIsLargerThanTheHeap() throws Exception {
    assertThat(upload("other")).isEqualTo("200");

    assertThat(server.log()).doesNotContain("tap of").doesNotContain("OutOfMemory");
  }

  /** Uploads a video and a text; answers what came of sending the text on. */
  private String upload(String part) throws IOException {
    HttpURLConnection to =
        (HttpURLConnection)
            URI.create("http://localhost:" + server.port() + "/api/uploads/7")
                .toURL()
                .openConnection();
    to.setRequestMethod("POST");
    to.setRequestProperty("Content-Type", "multipart/form-data; boundary=XyZ-boundary");
    to.setRequestProperty(ServedApplication.LEAK_TO, processor.url("localhost", "/leak"));
    to.setReadTimeout(60_000);
    to.setDoOutput(true);
    byte[] first = head("video", "; filename=\"v.mp4\"\r\nContent-Type: video/mp4");
    byte[] last = (new String(head(part, ""), StandardCharsets.UTF_8) + NOTE).getBytes();
    byte[] end = ("\r\n" + DELIMITER + "--\r\n").getBytes();
    long length = first.length + (long) PIECES * PIECE + last.length + end.length;
    to.setFixedLengthStreamingMode(length);
    CRC32 sum = new CRC32();
    Random random = new Random(3);
    byte[] noise = new byte[PIECE];
    try (OutputStream out = to.getOutputStream()) {
      write(out, first, sum);
      for (int i = 0; i < PIECES; i++) {
        random.nextBytes(noise);
        write(out, noise, sum);
      }
      write(out, last, sum);
      write(out, end, sum);
    }
    try (InputStream in = to.getInputStream()) {
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith(length + " " + sum.getValue() + " ");
      return answer.substring(answer.lastIndexOf(' ') + 1);
    }
  }

  private static byte[] head(String name, String more) {
    String head =
        "\r\n"
            + DELIMITER
            + "\r\nContent-Disposition: form-data; name=\""
            + name
            + "\""
            + more
            + "\r\n\r\n";
    return head.getBytes(StandardCharsets.UTF_8);
  }

  private static void write(OutputStream out, byte[] bytes, CRC32 sum) throws IOException {
    out.write(bytes);
    sum.update(bytes);
  }
}
