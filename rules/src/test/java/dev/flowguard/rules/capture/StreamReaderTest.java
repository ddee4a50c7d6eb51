package dev.flowguard.rules.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.policy.MessagePlace;
import dev.flowguard.rules.policy.Selection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jol.info.GraphLayout;

class StreamReaderTest {
  private static final String SSE = "text/event-stream";
  private static final long MOST = 1 << 20;
  private static final String SECRET = "Since the divorce I cannot sleep, he left us with nothing";

  private static String events(String text) {
    StringBuilder events = new StringBuilder();
    for (String word : text.split("(?<= )")) {
      events
          .append("data: {\"id\":\"chatcmpl-1234567890\",\"choices\":[{\"index\":0,\"delta\":")
          .append("{\"content\":\"")
          .append(word)
          .append("\"}}],\"note\":\"")
          .append(word.toUpperCase(java.util.Locale.ROOT))
          .append("\"}\n\n");
    }
    return events.append("data: [DONE]\n\n").toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static StreamReader read(String type, String encoding, byte[] body, int size) {
    StreamReader reader = new StreamReader(type, encoding, MOST);
    for (int from = 0; from < body.length; from += size) {
      reader.add(body, from, Math.min(body.length, from + size));
    }
    return reader;
  }

  private static List<String> texts(BodyReader body, String... fields) {
    Selection selection =
        new Selection(
            Stream.of(fields).map(MessagePlace::parse).map(Objects::requireNonNull).toList(),
            List.of(),
            List.of(),
            null,
            null,
            false);
    return body.take(selection).stream()
        .map(leaf -> leaf instanceof Leaf.Text text ? text.value() : leaf.size() + " bytes")
        .toList();
  }

  private static byte[] encoded(String encoding, String text) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    OutputStream to =
        switch (encoding) {
          case "gzip" -> new GZIPOutputStream(body);
          case "deflate" -> new DeflaterOutputStream(body);
          case "raw" -> new DeflaterOutputStream(body, new Deflater(9, true));
          default -> body;
        };
    try (to) {
      to.write(utf8(text));
    }
    return body.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip", "deflate", "raw"})
  void joinsAStreamInAnyEncodingCutAnywhere(String encoding) throws IOException {
    byte[] body = encoded(encoding, events(SECRET));
    String declared = encoding.equals("raw") ? "deflate" : encoding;
    for (int size : new int[] {1, 2, 3, 7, 100, body.length}) {
      StreamReader reader = read(SSE, declared, body, size);

      assertThat(reader.isStream()).isTrue();
      assertThat(texts(reader.read(true), "$.choices[*].delta.content"))
          .as("pieces of " + size)
          .containsExactly(SECRET);
      assertThat(reader.read(true).isPartial()).isFalse();
    }
  }

  @Test
  void readsAllMembersOfGzipWithTheirHeads() throws IOException {
    byte[] plain = encoded("gzip", events(SECRET));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(plain, 0, 3);
    body.write(4 | 8 | 16 | 2);
    body.write(plain, 4, 6);
    body.writeBytes(new byte[] {3, 0, 'a', 'b', 'c', 'n', 0, 'c', 'o', 0, 1, 2});
    body.write(plain, 10, plain.length - 10);
    body.writeBytes(plain);

    for (int size : new int[] {1, 5, body.size()}) {
      StreamReader reader = read(SSE, "gzip", body.toByteArray(), size);

      assertThat(texts(reader.read(true), "$.choices[*].delta.content"))
          .containsExactly(SECRET + SECRET);
    }
  }

  @Test
  void givesWhatHasComeSoFar() {
    String events = events(SECRET);
    StreamReader reader = new StreamReader(SSE, null, MOST);
    byte[] half = utf8(events.substring(0, events.indexOf("sleep")));
    reader.add(half, 0, half.length);

    assertThat(texts(reader.read(false), "$.choices[*].delta.content"))
        .containsExactly("Since the divorce I cannot ");
  }

  @Test
  void takesAllOfAStreamOrSomeFields() {
    StreamReader reader = read(SSE, null, utf8(events(SECRET)), 50);
    String note = SECRET.toUpperCase(java.util.Locale.ROOT);

    assertThat(texts(reader.read(true))).containsExactlyInAnyOrder(SECRET, note);
    assertThat(texts(reader.read(true), "sse")).containsExactlyInAnyOrder(SECRET, note);
    assertThat(texts(reader.read(true), "$.note")).containsExactly(note);
    assertThat(texts(reader.read(true), "$.other")).isEmpty();
  }

  @Test
  void opensFilesAndJsonInValuesThatAreComplete() {
    byte[] picture = new byte[200];
    picture[0] = (byte) 0x89;
    System.arraycopy(utf8("PNG\r\n\032\n"), 0, picture, 1, 7);
    String base64 = Base64.getEncoder().encodeToString(picture);
    String inner = "{\\\"diary\\\":\\\"" + SECRET + "\\\"}";
    String events =
        "data: {\"picture\":\""
            + base64.substring(0, 100)
            + "\",\"arguments\":\""
            + inner.substring(0, 30)
            + "\"}\n\ndata: {\"picture\":\""
            + base64.substring(100)
            + "\",\"arguments\":\""
            + inner.substring(30)
            + "\"}\n\n";
    StreamReader reader = read(SSE, null, utf8(events), 40);

    assertThat(texts(reader.read(true))).containsExactlyInAnyOrder("200 bytes", SECRET);
  }

  /** One block for each event, as servers flush them. */
  private static byte[] inBlocks(String encoding, String events) {
    boolean isBrotli = encoding.equals("br");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (!isBrotli) {
      body.writeBytes(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0x58});
    }
    for (String event : events.split("(?<=\n\n)")) {
      byte[] stored = utf8(event);
      // Bits from the lowest on. Brotli: its window, in the first block only; not the last; 16 bits
      // of length; stored. Zstandard: not the last; stored; the length.
      int head = isBrotli ? (stored.length - 1) << 3 | 1 << 19 : stored.length << 3;
      head <<= isBrotli && body.size() == 0 ? 1 : 0;
      body.writeBytes(new byte[] {(byte) head, (byte) (head >> 8), (byte) (head >> 16)});
      body.writeBytes(stored);
    }
    body.writeBytes(isBrotli ? new byte[] {3} : new byte[] {1, 0, 0});
    return body.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd"})
  void joinsWhatHasComeOfAStreamInBlocks(String encoding) {
    byte[] body = inBlocks(encoding, events(SECRET));
    StreamReader reader = new StreamReader(SSE, encoding, MOST);
    // The end of the block before.
    int flushed = new String(body, StandardCharsets.ISO_8859_1).indexOf("left");
    while (body[flushed - 1] != '\n' || body[flushed - 2] != '\n') {
      flushed--;
    }
    reader.add(body, 0, flushed);

    assertThat(texts(reader.read(false), "$.choices[*].delta.content"))
        .containsExactly("Since the divorce I cannot sleep, he ");

    reader.add(body, flushed, body.length);
    assertThat(texts(reader.read(true), "$.choices[*].delta.content")).containsExactly(SECRET);
  }

  @Test
  void joinsALargeStreamInBlocksAtItsEnd() {
    String text = SECRET.repeat(2_200);
    byte[] body = inBlocks("br", events(text));
    StreamReader reader = new StreamReader(SSE, "br", 16 << 20);
    int first = (1 << 20) + 1_000;
    reader.add(body, 0, first);
    reader.add(body, first, body.length);

    assertThat(body.length).isGreaterThan(2 << 20);
    assertThat(texts(reader.read(true), "$.choices[*].delta.content")).containsExactly(text);
  }

  @Test
  void knowsThatABodyIsNoStream() {
    StreamReader reader =
        read("application/json", null, utf8("{\"a\":\"" + "b".repeat(9_000)), 500);

    assertThat(reader.isStream()).isFalse();
    assertThat(reader.isOpen()).isFalse();
    assertThat(new StreamReader(SSE, "compress", MOST).isOpen()).isFalse();
  }

  @Test
  void knowsAStreamThatIsDeclaredAsJsonByItsLines() {
    String lines =
        "{\"model\":\"m\",\"response\":\"Since the divorce \",\"done\":false}\n"
            + "{\"model\":\"m\",\"response\":\"I cannot sleep\",\"done\":true}\n";

    StreamReader reader = read("application/json", null, utf8(lines), 1);

    assertThat(texts(reader.read(true), "$.response"))
        .containsExactly("Since the divorce I cannot sleep");
  }

  @Test
  void keepsWhatCameBeforeAFault() throws IOException {
    byte[] body = encoded("gzip", events(SECRET.repeat(50)));
    Arrays.fill(body, body.length / 2, body.length, (byte) 0xff);
    StreamReader reader = read(SSE, "gzip", body, 64);

    assertThat(reader.read(true).isPartial()).isTrue();
    assertThat(texts(reader.read(true), "$.choices[*].delta.content").get(0)).startsWith(SECRET);
  }

  @Test
  void boundsWhatComesOutOfABomb() throws IOException {
    byte[] body = encoded("gzip", "data: {\"a\":\"" + "x".repeat(40 << 20));
    StreamReader reader = new StreamReader(SSE, "gzip", 1 << 10);
    reader.add(body, 0, body.length);

    assertThat(reader.read(true).isPartial()).isTrue();
  }

  @Test
  void holdsOfAStreamItsTextsAndLittleElse() {
    System.setProperty("jol.magicFieldOffset", "true");
    StreamReader reader = new StreamReader(SSE, null, MOST);
    byte[] events = utf8(events((SECRET + ' ').repeat(100)));
    int chars = 100 * (SECRET.length() + 1); // of the half of them: each word is in two fields

    reader.add(events, 0, events.length / 2);
    long held = GraphLayout.parseInstance(reader).totalSize();

    System.out.printf("Measured: %d bytes held of a stream of %d characters%n", held, chars);
    assertThat(held).isLessThan(chars + 4_096);
  }

  @Test
  void holdsATextOnceAlthoughItWasRead() {
    System.setProperty("jol.magicFieldOffset", "true");
    StreamReader reader = new StreamReader(SSE, null, MOST);
    byte[] events = utf8(events((SECRET + ' ').repeat(100)));
    reader.add(events, 0, events.length);
    long before = GraphLayout.parseInstance(reader).totalSize();

    reader.read(false);

    assertThat(GraphLayout.parseInstance(reader).totalSize()).isLessThan(before + 1_024);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd"})
  void saysThatAnEncodingIsOpenedFromItsStartAndCountsWhatThatNeeds(String encoding) {
    StreamReader reader = new StreamReader(SSE, encoding, MOST);

    reader.add(new byte[5_000], 0, 5_000);

    assertThat(reader.isIncremental()).isFalse();
    assertThat(reader.held()).isBetween(5_000L, 10_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gzip", "deflate"})
  void saysThatEachPieceOfOtherEncodingsIsReadOnce(String encoding) {
    assertThat(new StreamReader(SSE, encoding, MOST).isIncremental()).isTrue();
  }
}
