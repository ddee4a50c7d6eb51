package dev.flowguard.rules.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnfolderTest {
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String TEXT = "Çay içerken gördüğüm rüyayı kimseye anlatma, lütfen";

  private final Unfolder unfolder = new Unfolder(UnfoldLimits.DEFAULT);

  private Payload unfold(@Nullable String type, byte[] body, Header... more) {
    List<Header> headers = new ArrayList<>(List.of(more));
    if (type != null) {
      headers.add(new Header("Content-Type", type));
    }
    return unfolder.unfold(
        new OutboundRequest("POST", "https://a.example/", headers, new Body.Held(body), "test"));
  }

  private Payload unfold(@Nullable String type, String body) {
    return unfold(type, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Where a value stands, as {@code location | layers}. */
  private static List<String> placesOf(Payload payload, String value) {
    List<String> places = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text && text.value().equals(value)) {
        places.add(
            leaf.location().named() + (leaf.layers().depth() == 0 ? "" : " | " + leaf.layers()));
      }
    }
    return places;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] zlib(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate = new DeflaterOutputStream(out)) {
      deflate.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void readsFormFieldsWithTheirNesting() {
    Payload payload = unfold(FORM, "metadata[note]=a+b%21+c%C3%A9&items[0][price]=p_1&flag");

    assertThat(placesOf(payload, "a b! cé")).containsExactly("form metadata[note]");
    assertThat(placesOf(payload, "p_1")).containsExactly("form items[0][price]");
    assertThat(payload.inspection()).hasToString("complete");
  }

  @Test
  void readsJsonWithPathsNumbersAndSeveralRoots() {
    Payload payload =
        unfold(JSON, "{\"events\":[{\"params\":{\"q\":\"x y\",\"n\":42}}]}\n{\"b\":\"z z\"}");

    assertThat(placesOf(payload, "x y")).containsExactly("json $.events[0].params.q | json");
    assertThat(placesOf(payload, "42")).containsExactly("json $.events[0].params.n | json");
    assertThat(placesOf(payload, "z z")).containsExactly("json $[1].b | json");
  }

  @Test
  void readsJsonWithinStringsThreeDeep() {
    String inner = "{\"a\":\"hidden text\"}";
    String text = inner;
    for (int i = 0; i < 2; i++) {
      text = "{\"s\":" + quote(text) + "}";
    }
    assertThat(placesOf(unfold(JSON, text), "hidden text"))
        .containsExactly("json $.s > json $.s > json $.a | json > json > json");
  }

  private static String quote(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  @Test
  void keepsAJsonStringThatIsCutShort() {
    Payload payload =
        unfold(
            FORM,
            "metadata[m]=[{\"role\":\"user\",\"content\":\"first"
                + " turn\"},{\"role\":\"ai\",\"content\":\"second tu");

    assertThat(placesOf(payload, "second tu"))
        .containsExactly("form metadata[m] > json $[1].content | json");
    assertThat(payload.inspection()).hasToString("complete");
  }

  @Test
  void readsAWholeMultipartBodyWithFileNamesAndTypes() {
    String body =
        "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nlogo\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n"
            + "Content-Type: null\r\n\r\n\u0001\u0002\u0003\u0004\r\n--b--\r\n";
    Payload payload =
        unfold("multipart/form-data; boundary=b", body.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(placesOf(payload, "logo")).containsExactly("part purpose | multipart");
    assertThat(payload.leaves())
        .filteredOn(Leaf.Binary.class::isInstance)
        .singleElement()
        .satisfies(leaf -> assertThat(leaf.location().named()).isEqualTo("part file \"a.png\""))
        .hasToString("part ‹4› \"‹5›\" (binary, 4 bytes)");
    assertThat(payload.inspection()).hasToString("complete");
  }

  @Test
  void findsTheBoundaryThatTheHeaderLiesAbout() {
    String body =
        "--real\nContent-Disposition: form-data; name=\"note\"\n\n" + TEXT + "\n--real--\n";

    assertThat(placesOf(unfold("multipart/form-data; boundary=other", body), TEXT))
        .containsExactly("part note | multipart");
    assertThat(placesOf(unfold("text/plain", body), TEXT)).containsExactly("part note | multipart");
  }

  @Test
  void tellsAMultipartBodyWithoutEnd() {
    Payload payload =
        unfold(
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n" + TEXT);

    assertThat(placesOf(payload, TEXT)).isNotEmpty();
    assertThat(payload.inspection()).hasToString("incomplete:truncated");
  }

  @Test
  void opensEachLayerAloneAndInPairs() throws IOException {
    List<String> layers =
        List.of("base64", "base64url", "gzip64", "zlib64", "percent", "json", "utf16");
    for (String outer : layers) {
      for (String inner : layers) {
        String wrapped = wrap(outer, wrap(inner, TEXT));
        Payload payload = unfold(JSON, "{\"v\":" + quote(wrapped) + "}");

        assertThat(placesOf(payload, TEXT)).as("%s around %s", outer, inner).isNotEmpty();
      }
    }
  }

  private static String wrap(String layer, String text) throws IOException {
    return switch (layer) {
      case "base64" -> Base64.getMimeEncoder(64, utf8("\n")).encodeToString(utf8(text));
      case "base64url" -> Base64.getUrlEncoder().withoutPadding().encodeToString(utf8(text));
      case "gzip64" -> Base64.getEncoder().encodeToString(gzip(utf8(text)));
      case "zlib64" ->
          Base64.getEncoder().encodeToString(zlib(utf8(text.repeat(2)))).isEmpty()
              ? ""
              : Base64.getEncoder().encodeToString(zlib(utf8(quote(text) + " ".repeat(400))));
      case "percent" ->
          java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
      case "json" -> "{\"t\":" + quote(text) + "}";
      default -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_16LE));
    };
  }

  @Test
  void findsBase64GluedToAPrefixOfTheSameAlphabet() {
    for (String prefix : List.of("r", "re", "ref", "ref1", "blob/")) {
      String value = prefix + Base64.getEncoder().encodeToString(utf8("x" + TEXT));
      Payload payload = unfold(JSON, "{\"v\":\"" + value + "\"}");

      assertThat(payload.leaves())
          .as(prefix)
          .anySatisfy(
              leaf ->
                  assertThat(leaf instanceof Leaf.Text text ? text.value() : "")
                      .contains("rüyayı kimseye anlatma"));
    }
  }

  @Test
  void opensDataUrisToTheirBytes() {
    byte[] png = new byte[80];
    System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, 0, png, 0, 8);
    Payload payload =
        unfold(
            JSON,
            "{\"v\":\"data:image/png;base64," + Base64.getEncoder().encodeToString(png) + "\"}");

    assertThat(payload.leaves()).filteredOn(Leaf.Binary.class::isInstance).hasSize(1);
  }

  @Test
  void opensGzipByDeclarationAndByMagic() throws IOException {
    byte[] body = gzip(utf8("{\"q\":\"" + TEXT + "\"}"));

    assertThat(placesOf(unfold(JSON, body, new Header("Content-Encoding", "gzip")), TEXT))
        .containsExactly("json $.q | gzip > json");
    assertThat(placesOf(unfold("text/plain", body), TEXT))
        .containsExactly("json $.q | gzip > json");
    assertThat(placesOf(unfold("text/plain", gzip(gzip(utf8(TEXT)))), TEXT)).hasSize(1);
  }

  @Test
  void keepsWhatATruncatedGzipBodyHeld() throws IOException {
    byte[] whole = gzip(utf8(TEXT.repeat(50)));
    Payload payload =
        unfold(
            "text/plain",
            Arrays.copyOf(whole, whole.length - 12),
            new Header("Content-Encoding", "gzip"));

    assertThat(payload.inspection()).hasToString("incomplete:truncated");
    assertThat(payload.leaves())
        .anySatisfy(leaf -> assertThat(leaf.toString()).startsWith("body (text"));
  }

  @Test
  void tellsEncodingsThatItDoesNotOpen() {
    assertThat(unfold(JSON, utf8("xxxx"), new Header("Content-Encoding", "compress")).inspection())
        .hasToString("incomplete:encoding");
  }

  @Test
  void tellsMessagesOfGrpcInACompressionThatItDoesNotOpen() throws IOException {
    byte[] unknown = {7, 99, -104, 12, 77, -3, 101, 9, -66, 31};

    assertThat(unfold("application/grpc", grpc(1, unknown)).inspection())
        .hasToString("incomplete:encoding");
    assertThat(unfold("application/grpc", grpc(0, unknown)).inspection()).hasToString("complete");
    assertThat(unfold("application/grpc", grpc(1, new byte[0])).inspection())
        .hasToString("complete");
    for (byte[] known : List.of(gzip(utf8("one")), zlib(utf8("one")))) {
      Payload payload = unfold("application/grpc", grpc(1, known));
      assertThat(payload.inspection()).hasToString("complete");
      assertThat(placesOf(payload, "one")).hasSize(1);
    }
  }

  private static byte[] grpc(int flag, byte[] message) {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    framed.writeBytes(new byte[] {(byte) flag, 0, 0, 0, (byte) message.length});
    framed.writeBytes(message);
    return framed.toByteArray();
  }

  @Test
  void tellsMalformedJsonAndKeepsItsText() {
    Payload payload = unfold(JSON, "{\"a\":\"first value\", oops \"second value\"}");

    assertThat(payload.inspection()).hasToString("incomplete:malformed");
    assertThat(placesOf(payload, "first value")).isNotEmpty();
    assertThat(placesOf(payload, "{\"a\":\"first value\", oops \"second value\"}")).isNotEmpty();
  }

  @Test
  void readsABodyAsWhatItIsWhenTheTypeLies() {
    assertThat(placesOf(unfold(FORM, "{\"q\":\"x y\"}"), "x y")).containsExactly("json $.q | json");
    assertThat(placesOf(unfold(JSON, "a=x+y&b=z"), "x y")).containsExactly("form a");
    assertThat(placesOf(unfold("text/plain", "42[\"msg\",{\"t\":\"x y\"}]"), "x y"))
        .containsExactly("json $[1].t | json");
  }

  @Test
  void readsEachLineOfABatchedAnalyticsBody() {
    Payload payload = unfold("text/plain", "en=scroll&epn.p=90\r\nen=click&ep.q=two+words");

    assertThat(placesOf(payload, "two words")).containsExactly("form 1[ep.q]");
  }

  @Test
  void readsUrlHeadersAndCookies() {
    Payload payload =
        unfolder.unfold(
            new OutboundRequest(
                "GET",
                "https://u:my+pass@a.example/p%20q/r?query=two%20words#frag%21",
                List.of(
                    new Header("X-Note", "a header value"),
                    new Header("Cookie", "a=1; note=tea time")),
                Body.NONE,
                "test"));

    assertThat(placesOf(payload, "two words")).containsExactly("query query");
    assertThat(placesOf(payload, "p q")).containsExactly("path 0");
    assertThat(placesOf(payload, "frag!")).containsExactly("fragment");
    assertThat(placesOf(payload, "u:my+pass")).containsExactly("user-info");
    assertThat(placesOf(payload, "a header value")).containsExactly("header X-Note");
    assertThat(placesOf(payload, "tea time")).containsExactly("cookie note");
  }

  @Test
  void readsForeignCharsets() {
    assertThat(
            placesOf(
                unfold(
                    "text/plain; charset=iso-8859-1",
                    "crème brûlée".getBytes(StandardCharsets.ISO_8859_1)),
                "crème brûlée"))
        .hasSize(1);
    assertThat(
            placesOf(
                unfold(JSON, "\ufeff{\"a\":\"x y\"}".getBytes(StandardCharsets.UTF_16LE)), "x y"))
        .hasSize(1);
  }

  @Test
  void readsForeignCharsetsInPercentEncodedFields() throws Exception {
    for (String charset : List.of("ibm037", "iso-8859-9")) {
      byte[] bytes = TEXT.replace('ğ', 'g').replaceAll("[ışİ]", "i").getBytes(charset);
      StringBuilder encoded = new StringBuilder("amount=1&note=");
      for (byte b : bytes) {
        encoded.append(String.format("%%%02X", b));
      }
      Payload payload = unfold(FORM + "; charset=" + charset, encoded.toString());

      assertThat(placesOf(payload, new String(bytes, charset)))
          .as(charset)
          .anySatisfy(place -> assertThat(place).contains("percent"));
    }
  }

  /** Letters of ISO 8859-1, an info hash of 20 bytes, a few control characters. */
  @Test
  void takesLegacyEncodingsAndShortHashesForCompleteAndForNoFile() {
    for (String value :
        List.of(
            "caf%E9+cr%E8me+br%FBl%E9e",
            "%12%AB%CD%EF%00%11%22%33%44%55%66%77%88%99%AA%BB%CC%DD%EE%FF",
            "line%0D%0Aline%09tab%1B%5B0m",
            "M%C3%BCnchen+%F0%9F%98%80")) {
      Payload payload = unfold(FORM, "a=1&b=" + value);

      assertThat(payload.inspection()).as(value).isEqualTo(Inspection.COMPLETE);
      assertThat(payload.leaves()).as(value).noneMatch(leaf -> leaf instanceof Leaf.Binary);
    }
  }

  @Test
  void takesABodyThatIsNotHeldForNotInspected() {
    Payload payload =
        unfolder.unfold(
            new OutboundRequest(
                "POST",
                "https://a.example/x",
                List.of(),
                new Body.NotHeld(dev.flowguard.rules.inspection.Inspection.Reason.DUPLEX),
                "test"));

    assertThat(payload.inspection()).hasToString("incomplete:duplex");
  }

  @Test
  void opensNestedJsonWithoutRecursionAndTellsTheDepth() {
    assertThat(unfold(JSON, "[".repeat(100_000)).inspection()).hasToString("incomplete:work");
    assertThat(unfold(JSON, "{\"a\":".repeat(100_000)).inspection()).hasToString("incomplete:work");
  }

  @Test
  void asksEveryDecoderForAValueInWhichAnotherHasLooked() {
    String inside = Base64.getEncoder().encodeToString(utf8("the lighthouse keeper told me"));

    Payload payload = unfold("text/plain", "{\"query\":\"send(to:\"" + inside + "\"){id}}\"}");

    assertThat(placesOf(payload, "the lighthouse keeper told me")).isNotEmpty();
  }

  @Test
  void stopsAtABombAndSaysSo() throws IOException {
    byte[] bomb = gzip(new byte[64 << 20]);

    assertThat(unfold("text/plain", bomb).inspection().toString()).hasToString("incomplete:work");
  }

  @Test
  void stopsAtTenThousandParts() {
    String part = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nv\r\n";
    Payload payload = unfold("multipart/form-data; boundary=b", part.repeat(10_000) + "--b--");

    assertThat(payload.inspection()).hasToString("incomplete:work");
  }

  @Test
  void takesALargeOrdinaryBodyInFull() {
    StringBuilder json = new StringBuilder("[");
    for (int i = 0; i < 20_000; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"id\":\"id_")
          .append(i)
          .append("\",\"n\":")
          .append(i)
          .append('}');
    }
    assertThat(unfold(JSON, json.append("]").toString()).inspection()).hasToString("complete");
  }

  @Test
  void tellsEncryptedContainers() {
    assertThat(unfold(null, "%PDF-1.4 1 0 obj << /Encrypt 2 0 R >>").inspection())
        .hasToString("incomplete:encrypted");
    assertThat(unfold(null, new byte[] {'P', 'K', 3, 4, 20, 0, 1, 0, 8, 0, 0, 0}).inspection())
        .hasToString("incomplete:encrypted");
  }

  @Test
  void neverThrowsOnAnyPrefixOfAnything() throws IOException {
    List<byte[]> bodies =
        List.of(
            gzip(utf8("{\"a\":[1,\"x\"]}")),
            utf8("{\"a\":{\"b\":[\"\\u00e9\",\"" + wrap("base64", TEXT) + "\"]}}"),
            utf8(
                "--b\r\n"
                    + "Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''x%20y\r\n\r\n"
                    + "q\r\n"
                    + "--b--"),
            utf8("a=%e2%82&b=%zz&c[=1&d]=2&[e]=3&f[[g]]=4&=5"));
    for (byte[] body : bodies) {
      for (int length = 0; length <= body.length; length++) {
        byte[] prefix = Arrays.copyOf(body, length);
        for (String type : List.of(JSON, FORM, "multipart/form-data; boundary=b", "text/plain")) {
          assertThatCode(() -> unfold(type, prefix)).doesNotThrowAnyException();
        }
      }
    }
  }

  @Test
  void neverThrowsOnNoise() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      if (noise.length > 4 && i % 3 == 0) {
        System.arraycopy(new byte[] {0x1f, (byte) 0x8b, 8}, 0, noise, 0, 3);
      }
      assertThatCode(() -> unfold(JSON, noise)).doesNotThrowAnyException();
    }
  }

  @Test
  void takesTokensAndIdsForNothingElse() {
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      // All symbols, lower case with digits, words with underscores.
      int from = i % 3 == 0 ? 0 : 26;
      StringBuilder token = new StringBuilder();
      for (int k = 16 + random.nextInt(i % 50 == 0 ? 1_200 : 100); k > 0; k--) {
        token.append(i % 3 == 2 && k % 9 == 0 ? '_' : letters.charAt(from + random.nextInt(36)));
      }
      Payload payload = unfold(JSON, "{\"id\":\"" + token + "\"}");

      assertThat(payload.inspection()).as("%s", token).isEqualTo(Inspection.COMPLETE);
      assertThat(payload.leaves())
          .noneMatch(leaf -> leaf instanceof Leaf.Binary b && FileKind.of(b.bytes()) != null);
    }
  }

  @Test
  void showsNoContentInLocationsAndText() {
    Payload payload =
        unfold(JSON, "{\"Wat staat er in mijn testament\":\"geheim\",\"nr123456\":\"x\"}");

    assertThat(payload.leaves().toString()).doesNotContain("testament", "geheim", "123456");
  }

  @Test
  void losesNoLeafWhenCleanSiblingsAreAdded() {
    String clean = "{\"k\":\"v\"}";
    assertThat(
            placesOf(unfold(JSON, "[" + clean + ",{\"q\":\"" + TEXT + "\"}," + clean + "]"), TEXT))
        .hasSize(1);
  }
}
