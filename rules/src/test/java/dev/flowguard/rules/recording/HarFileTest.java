package dev.flowguard.rules.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarFileTest {
  private static List<RecordedRequest> read(String text) throws IOException {
    List<RecordedRequest> requests = new ArrayList<>();
    HarFile.read(
        "a.har", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), requests::add);
    return requests;
  }

  private static RecordedRequest readOne(String request) throws IOException {
    return read("{\"log\":{\"entries\":[{\"request\":" + request + "}]}}").get(0);
  }

  private static List<String> bodies(RecordedRequest recorded) {
    List<String> bodies = new ArrayList<>();
    for (OutboundRequest reading : recorded.readings()) {
      bodies.add(
          reading.body() instanceof Body.Held held
              ? new String(held.bytes(), StandardCharsets.UTF_8)
              : ((Body.NotHeld) reading.body()).reason().toString());
    }
    return bodies;
  }

  @Test
  void namesEachRequestByItsPlace() throws IOException {
    assertThat(
            read(
                "{\"log\":{\"pages\":[{}],\"entries\":[{\"response\":{\"content\":{\"text\":\"x\"}},"
                    + "\"request\":{\"method\":\"GET\",\"url\":\"https://a/\"}},"
                    + "{\"request\":{\"method\":\"PUT\",\"url\":\"https://b/\"}}]}}"))
        .extracting(RecordedRequest::id)
        .containsExactly("entries[0]", "entries[1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data:text/plain,secret",
        "blob:https://a/0f",
        "BLOB:null/0f",
        "about:blank",
        "file:///a",
        "chrome-extension://a/b.js"
      })
  void leavesOutWhatABrowserLoadsFromItself(String url) throws IOException {
    assertThat(
            read(
                "{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":\""
                    + url
                    + "\"}},{\"request\":{\"method\":\"GET\",\"url\":\"https://b/\"}}]}}"))
        .extracting(RecordedRequest::id)
        .containsExactly("entries[1]");
  }

  @Test
  void readsMethodUrlAndHeadersWithoutPseudoHeaders() throws IOException {
    OutboundRequest request =
        readOne(
                "{\"method\":\"POST\",\"url\":\"https://a/b?c\",\"headers\":["
                    + "{\"name\":\":path\",\"value\":\"/b\"},{\"name\":\"X-A\",\"value\":\"1\"}]}")
            .readings()
            .get(0);

    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.url()).isEqualTo("https://a/b?c");
    assertThat(request.headers()).containsExactly(new Header("X-A", "1"));
    assertThat(request.body()).isEqualTo(Body.NONE);
  }

  @Test
  void decodesABodyThatIsMarkedAsBase64() throws IOException {
    byte[] bytes = {0, (byte) 0xff, 1};
    RecordedRequest recorded =
        readOne(
            "{\"url\":\"https://a/\",\"postData\":{\"mimeType\":\"x/y\",\"encoding\":\"base64\",\"text\":\""
                + Base64.getEncoder().encodeToString(bytes)
                + "\"}}");

    assertThat(((Body.Held) recorded.readings().get(0).body()).bytes()).isEqualTo(bytes);
    assertThat(recorded.readings().get(0).headers())
        .containsExactly(new Header("Content-Type", "x/y"));
  }

  @Test
  void readsWhatMayBeBase64BothWays() throws IOException {
    String text =
        Base64.getEncoder().encodeToString("a=1&b=some+text".getBytes(StandardCharsets.UTF_8));

    assertThat(bodies(readOne("{\"url\":\"https://a/\",\"postData\":{\"text\":\"" + text + "\"}}")))
        .containsExactly(text, "a=1&b=some+text");
  }

  @Test
  void doesNotCallATextCompleteThatTheRecorderHasDamaged() throws IOException {
    assertThat(bodies(readOne("{\"url\":\"https://a/\",\"postData\":{\"text\":\"a\uFFFDb\"}}")))
        .containsExactly("a\uFFFDb", "not-recorded");
  }

  @Test
  void takesATextForCompleteThatIsAsLongAsItsLengthSays() throws IOException {
    assertThat(
            bodies(
                readOne(
                    "{\"url\":\"https://a/\",\"headers\":[{\"name\":\"Content-Length\",\"value\":\"5\"}],"
                        + "\"postData\":{\"text\":\"a\uFFFDb\"}}")))
        .containsExactly("a\uFFFDb");
  }

  /** As Chromium records a body that is not UTF-8: a character for each byte. */
  @Test
  void readsACharacterAsAByteWhereTheLengthSaysSo() throws IOException {
    RecordedRequest recorded =
        readOne(
            "{\"url\":\"https://a/\",\"headers\":[{\"name\":\"content-length\",\"value\":\"5\"}],"
                + "\"bodySize\":6,\"postData\":{\"mimeType\":\"\",\"text\":\"\u0089PNG\\u0000\"}}");

    assertThat(recorded.readings())
        .extracting(reading -> ((Body.Held) reading.body()).bytes())
        .containsExactly(new byte[] {(byte) 0x89, 'P', 'N', 'G', 0});
  }

  @Test
  void readsATextInUtf8WhereTheLengthSaysSo() throws IOException {
    assertThat(
            bodies(
                readOne(
                    "{\"url\":\"https://a/\",\"headers\":[{\"name\":\"Content-Length\",\"value\":\"6\"}],"
                        + "\"postData\":{\"text\":\"h\u00e9llo\"}}")))
        .containsExactly("h\u00e9llo");
  }

  @Test
  void readsCharactersThatMayBeBytesBothWaysWhereNoLengthIsRecorded() throws IOException {
    RecordedRequest recorded =
        readOne("{\"url\":\"https://a/\",\"postData\":{\"text\":\"h\u00e9\"}}");

    assertThat(recorded.readings())
        .extracting(reading -> ((Body.Held) reading.body()).bytes())
        .containsExactly(new byte[] {'h', (byte) 0xc3, (byte) 0xa9}, new byte[] {'h', (byte) 0xe9});
  }

  /** Chromium leaves a file that was chosen from a disk out of the form that it was sent in. */
  @ParameterizedTest
  @ValueSource(strings = {"\"text\":\"a=b\"", "\"encoding\":\"base64\",\"text\":\"YT1i\""})
  void doesNotCallABodyCompleteThatIsShorterThanItsLength(String text) throws IOException {
    assertThat(
            bodies(
                readOne(
                    "{\"url\":\"https://a/\",\"headers\":[{\"name\":\"Content-Length\",\"value\":\"4\"}],"
                        + "\"postData\":{"
                        + text
                        + "}}")))
        .containsExactly("a=b", "not-recorded");
  }

  @Test
  void doesNotCompareTheLengthOfACompressedBodyWithItsText() throws IOException {
    assertThat(
            bodies(
                readOne(
                    "{\"url\":\"https://a/\",\"headers\":[{\"name\":\"Content-Length\",\"value\":\"40\"},"
                        + "{\"name\":\"Content-Encoding\",\"value\":\"gzip\"}],"
                        + "\"postData\":{\"text\":\"a=b\"}}")))
        .containsExactly("a=b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"url\":\"https://a/\",\"bodySize\":0}",
        "{\"method\":\"POST\",\"url\":\"https://a/\",\"bodySize\":0}",
        "{\"method\":\"POST\",\"url\":\"https://a/\",\"bodySize\":-1,\"headers\":[{\"name\":\"content-length\",\"value\":\"0\"},"
            + "{\"name\":\"content-type\",\"value\":\"text/plain\"}]}",
        "{\"method\":\"GET\",\"url\":\"https://a/\",\"bodySize\":-1,\"headers\":[{\"name\":\"Content-Type\",\"value\":\"a/b\"}]}",
        "{\"method\":\"POST\",\"url\":\"https://a/\",\"bodySize\":0,\"postData\":{\"mimeType\":\"a/b\",\"text\":\"\"}}"
      })
  void takesARequestWithoutABodyAsItIs(String request) throws IOException {
    assertThat(readOne(request).readings())
        .extracting(OutboundRequest::body)
        .containsExactly(Body.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"url\":\"https://a/\",\"bodySize\":7}",
        "{\"method\":\"POST\",\"url\":\"https://a/\",\"bodySize\":-1}",
        "{\"method\":\"POST\",\"url\":\"https://a/\",\"bodySize\":0,\"headers\":[{\"name\":\"Content-Type\",\"value\":\"a/b\"}]}",
        "{\"method\":\"POST\",\"url\":\"https://a/\",\"bodySize\":0,\"headers\":[{\"name\":\"Transfer-Encoding\",\"value\":\"chunked\"}]}",
        "{\"url\":\"https://a/\",\"bodySize\":7,\"postData\":{\"mimeType\":\"a/b\",\"_file\":\"x.bin\"}}",
        "{\"url\":\"https://a/\",\"bodySize\":-1,\"headers\":[{\"name\":\"Content-Length\",\"value\":\"3\"}]}",
        "{\"url\":\"https://a/\",\"postData\":{\"encoding\":\"base64\",\"text\":\"a\"}}"
      })
  void tellsABodyThatWasNotRecorded(String request) throws IOException {
    assertThat(readOne(request).readings())
        .extracting(OutboundRequest::body)
        .containsExactly(new Body.NotHeld(Reason.NOT_RECORDED));
  }

  @Test
  void makesAFormOfParametersWhereThereIsNoText() throws IOException {
    assertThat(
            bodies(
                readOne(
                    "{\"url\":\"https://a/\",\"postData\":{\"mimeType\":\"application/x-www-form-urlencoded\","
                        + "\"params\":[{\"name\":\"a[b]\",\"value\":\"c d\"},{\"name\":\"e\",\"value\":\"f%20g\"}]}}")))
        .containsExactly("a%5Bb%5D=c+d&e=f%20g");
  }

  @Test
  void makesPartsOfParametersOfAMultipartForm() throws IOException {
    RecordedRequest recorded =
        readOne(
            "{\"url\":\"https://a/\",\"postData\":{\"mimeType\":\"multipart/form-data; boundary=zz\","
                + "\"params\":[{\"name\":\"f\",\"fileName\":\"a.txt\",\"contentType\":\"text/plain\",\"value\":\"v\"}]}}");

    assertThat(bodies(recorded).get(0))
        .contains("name=\"f\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nv\r\n");
    assertThat(recorded.readings().get(0).headers().get(0).value()).doesNotContain("zz");
  }

  @Test
  void readsMessagesThatWereSent() throws IOException {
    List<RecordedRequest> requests =
        read(
            "{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":\"wss://a/\"},"
                + "\"_webSocketMessages\":[{\"type\":\"send\",\"opcode\":1,\"data\":\"hello\"},"
                + "{\"type\":\"receive\",\"opcode\":1,\"data\":\"no\"},"
                + "{\"type\":\"send\",\"opcode\":2,\"data\":\"d29ybGQ=\"}]}]}}");

    assertThat(requests)
        .extracting(RecordedRequest::id)
        .containsExactly(
            "entries[0]", "entries[0]._webSocketMessages[0]", "entries[0]._webSocketMessages[1]");
    assertThat(bodies(requests.get(1))).containsExactly("hello");
    assertThat(bodies(requests.get(2))).containsExactly("world");
  }

  /** A message that was sent as a Blob: Chromium keeps nothing of it. */
  @Test
  void reportsAMessageThatWasNotRecorded() throws IOException {
    List<RecordedRequest> requests =
        read(
            "{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":\"wss://a/\"},"
                + "\"_webSocketMessages\":[{\"type\":\"send\",\"opcode\":2,\"data\":\"\"},"
                + "{\"type\":\"send\",\"opcode\":1,\"data\":\"\"},"
                + "{\"type\":\"error\",\"opcode\":-1,\"data\":\"closed\"}]}]}}");

    assertThat(requests).hasSize(3);
    assertThat(bodies(requests.get(1))).containsExactly("not-recorded");
    assertThat(bodies(requests.get(2))).containsExactly("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"request\":{\"method\":\"GET\",\"url\":\"wss://a/b\"}}",
        "{\"request\":{\"method\":\"GET\",\"url\":\"https://a/b\"},\"_resourceType\":\"websocket\"}",
        "{\"_resourceType\":\"webtransport\",\"request\":{\"method\":\"\",\"url\":\"https://a/b\",\"bodySize\":0}}"
      })
  void reportsAConnectionOfWhichNoMessagesWereRecorded(String entry) throws IOException {
    List<RecordedRequest> requests = read("{\"log\":{\"entries\":[" + entry + "]}}");

    assertThat(requests)
        .extracting(RecordedRequest::id)
        .containsExactly("entries[0]", "entries[0]._webSocketMessages");
    assertThat(bodies(requests.get(0))).containsExactly("");
    assertThat(bodies(requests.get(1))).containsExactly("not-recorded");
    assertThat(requests.get(1).readings().get(0).method()).isEqualTo("WS");
  }

  @Test
  void givesOutWhatStandsBeforeAFaultAndQuotesNothingOfIt() {
    List<RecordedRequest> requests = new ArrayList<>();
    String text =
        "{\"log\":{\"entries\":[{\"request\":{\"url\":\"https://a/\"}},\n{\"request\":secretword";

    assertThatThrownBy(
            () ->
                HarFile.read(
                    "a.har",
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                    requests::add))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageStartingWith("a.har:2:")
        .hasMessageContaining("after 1 entries")
        .hasMessageNotContaining("secretword");
    assertThat(requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"log\":{}}", "{\"log\":{\"entries\":3}}", "7"})
  void saysWhatANamedFileShouldHaveBeen(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("HTTP Archive");
  }

  @Test
  void readsALargeRecordingEntryByEntry() throws IOException {
    // 400 MB of responses: more than could be held by accident.
    int count = 4_000;
    String entry =
        "{\"request\":{\"method\":\"GET\",\"url\":\"https://a/\"},\"response\":{\"content\":{\"text\":\""
            + "x".repeat(100_000)
            + "\"}}}";
    byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
    List<InputStream> parts = new ArrayList<>();
    parts.add(stream("{\"log\":{\"entries\":["));
    for (int i = 0; i < count; i++) {
      parts.add(stream(i == 0 ? "" : ","));
      parts.add(new ByteArrayInputStream(bytes));
    }
    parts.add(stream("]}}"));
    AtomicInteger seen = new AtomicInteger();

    int entries =
        HarFile.read(
            "a.har",
            new SequenceInputStream(Collections.enumeration(parts)),
            request -> seen.incrementAndGet());

    assertThat(entries).isEqualTo(count);
    assertThat(seen).hasValue(count);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
