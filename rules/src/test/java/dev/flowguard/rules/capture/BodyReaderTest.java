package dev.flowguard.rules.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.policy.MessagePlace;
import dev.flowguard.rules.policy.Selection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BodyReaderTest {
  private static final String SECRET = "Since the divorce I cannot sleep, \"he\" said & left";
  private static final byte[] PICTURE = {
    (byte) 0x89,
    'P',
    'N',
    'G',
    '\r',
    '\n',
    0x1a,
    '\n',
    0,
    0,
    0,
    13,
    'I',
    'H',
    'D',
    'R',
    0,
    0,
    1,
    0,
    0,
    0,
    1,
    0,
    8,
    2,
    0,
    0,
    0,
    (byte) 0xd3,
    0x10,
    0x3f,
    0x31,
    0,
    0,
    0,
    0,
    'I',
    'D',
    'A',
    'T'
  };

  private static final String MULTIPART =
      """
      --XyZ\r
      Content-Disposition: form-data; name="caption"\r
      \r
      A picture of my mother in the hospital\r
      --XyZ\r
      Content-Disposition: form-data; name="photo-1"; filename="mother.png"\r
      Content-Type: image/png\r
      \r
      %s\r
      --XyZ\r
      Content-Disposition: form-data; name="diary"; filename="diary.txt"\r
      Content-Type: text/plain\r
      \r
      Dear diary, today was not a good day at all.\r
      --XyZ--\r
      """;

  @Test
  void takesTheTextsOfJsonWithoutItsNames() {
    assertThat(texts(json("{'user':'u1','messages':[{'role':'user','content':'hello there'}]}")))
        .containsExactly("u1", "user", "hello there");
  }

  @Test
  void takesOnlyTheFieldsOfASelectionAndWhatIsInThem() {
    BodyReader body =
        json(
            "{'id':'a','messages':[{'content':'one'},{'content':[{'text':'two'}]},{'x':'three'}]}");

    assertThat(texts(body, fields("$.messages[*].content"))).containsExactly("one", "two");
    assertThat(texts(body, fields("$.messages[1]"))).containsExactly("two");
    assertThat(texts(body, fields("$.message"))).isEmpty();
  }

  @Test
  void readsFormsByTheirFields() {
    BodyReader body =
        open("note=I+am+ill&meta%5Bid%5D=7&meta[text]=more", "application/x-www-form-urlencoded");

    assertThat(texts(body)).containsExactly("I am ill", "7", "more");
    assertThat(texts(body, fields("form note"))).containsExactly("I am ill");
    assertThat(texts(body, fields("form meta[text]"))).containsExactly("more");
  }

  @Test
  void takesPartsAndFilesOfAMultipartBody() {
    BodyReader body = BodyReader.open(multipart(), "multipart/form-data; boundary=XyZ", null);

    assertThat(texts(body))
        .containsExactly(
            "A picture of my mother in the hospital",
            "Dear diary, today was not a good day at all.");
    assertThat(files(body, Selection.ALL)).containsExactly(PICTURE);
  }

  @Test
  void takesPartsByTheirNamesAndTypes() {
    BodyReader body = BodyReader.open(multipart(), "multipart/form-data; boundary=XyZ", null);

    assertThat(files(body, parts("photo-*"))).containsExactly(PICTURE);
    assertThat(texts(body, parts("photo-*"))).isEmpty();
    assertThat(texts(body, parts("diary"))).hasSize(1);
    assertThat(files(body, types("image/*"))).containsExactly(PICTURE);
    assertThat(texts(body, types("image/*"))).isEmpty();
    assertThat(texts(body, fields("part caption"))).hasSize(1);
    assertThat(texts(json("{'a':'not in a part'}"), parts("*"))).isEmpty();
  }

  @Test
  void takesAFileThatIsWrittenAsBase64AsAFile() {
    BodyReader body =
        json("{'data':[{'b64_json':'" + Base64.getEncoder().encodeToString(PICTURE) + "'}]}");

    assertThat(files(body, Selection.ALL)).containsExactly(PICTURE);
    assertThat(texts(body)).isEmpty();
  }

  @Test
  void takesATextAndTheFileInIt() {
    String picture = Base64.getEncoder().encodeToString(PICTURE);
    BodyReader body =
        json("{'text':'look at this: data:image/png;base64," + picture + " is she nice?'}");

    assertThat(files(body, Selection.ALL)).containsExactly(PICTURE);
    assertThat(texts(body)).singleElement().asString().contains("look at this", "is she nice?");
  }

  @Test
  void takesAJsonTextAndTheValuesInIt() {
    assertThat(texts(json("{'arguments':'{\\\"q\\\":\\\"my secret wish\\\"}'}")))
        .containsExactly("{\"q\":\"my secret wish\"}", "my secret wish");
  }

  @Test
  void takesATextWholeOfWhichLettersCanBeReadAsBytes() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 20_000; i++) {
        text.append(random.nextInt(6) == 0 ? ' ' : (char) ('a' + random.nextInt(26)));
      }
      assertThat(texts(json("{'message':'" + text + "'}")))
          .as("seed %d", seed)
          .contains(text.toString());
    }
    assertThat(texts(json("{'message':'Donaudampfschifffahrtsge'}")))
        .containsExactly("Donaudampfschifffahrtsge");
  }

  @Test
  void opensCompressedBodies() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(("{\"message\":\"" + SECRET.replace("\"", "\\\"") + "\"}").getBytes(UTF_8));
    }

    BodyReader body = BodyReader.open(packed.toByteArray(), "application/json", "gzip");

    assertThat(texts(body)).containsExactly(SECRET);
  }

  @Test
  void givesWhatIsThereOfABodyThatIsCutShort() throws IOException {
    String text = SECRET.replace("\"", "\\\"");
    byte[] whole = ("{\"id\":\"1\",\"message\":\"" + text + "\"}").getBytes(UTF_8);
    for (int cut = whole.length - 1; cut > whole.length - 20; cut--) {
      BodyReader body = BodyReader.open(Arrays.copyOf(whole, cut), "application/json", null);

      assertThat(String.join("", texts(body))).contains("Since the divorce I cannot sleep");
    }
    byte[] upload = multipart();
    BodyReader part =
        BodyReader.open(
            Arrays.copyOf(upload, upload.length - 20), "multipart/form-data; boundary=XyZ", null);
    assertThat(String.join("", texts(part))).contains("Dear diary, today was not a");
  }

  @Test
  void givesWhatIsThereOfACompressedBodyThatIsCutShort() throws IOException {
    StringBuilder long1 = new StringBuilder("{\"message\":\"");
    for (int i = 0; i < 2_000; i++) {
      long1.append(Integer.toString(i * 7_919, 36)).append(' ');
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write((long1 + "\"}").getBytes(UTF_8));
    }

    BodyReader body =
        BodyReader.open(
            Arrays.copyOf(packed.toByteArray(), packed.size() / 2), "application/json", "gzip");

    assertThat(String.join("", texts(body)).length()).isGreaterThan(3_000);
  }

  @Test
  void findsTheTextInAPlace() {
    BodyReader body = json("{'user':{'id':'u-17'},'message':'hello'}");

    assertThat(body.textAt(place("$.user.id"))).isEqualTo("u-17");
    assertThat(body.textAt(place("$.user.name"))).isNull();
  }

  @Test
  void saysWhereABodyCouldNotBeRead() {
    assertThat(BodyReader.open("abc".getBytes(UTF_8), "text/plain", "compress").isPartial())
        .isTrue();
    assertThat(json("{'a':'b'}").isPartial()).isFalse();
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private static byte[] multipart() {
    String picture = new String(PICTURE, StandardCharsets.ISO_8859_1);
    return String.format(MULTIPART, picture).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static BodyReader json(String text) {
    return open(text.replace('\'', '"'), "application/json");
  }

  private static BodyReader open(String text, String type) {
    return BodyReader.open(text.getBytes(UTF_8), type, null);
  }

  private static MessagePlace place(String text) {
    return Objects.requireNonNull(MessagePlace.parse(text));
  }

  private static Selection fields(String... places) {
    return new Selection(
        Stream.of(places).map(BodyReaderTest::place).toList(),
        List.of(),
        List.of(),
        null,
        null,
        false);
  }

  private static Selection parts(String... names) {
    return new Selection(List.of(), List.of(names), List.of(), null, null, false);
  }

  private static Selection types(String... types) {
    return new Selection(List.of(), List.of(), List.of(types), null, null, false);
  }

  private static List<String> texts(BodyReader body) {
    return texts(body, Selection.ALL);
  }

  private static List<String> texts(BodyReader body, Selection selection) {
    return body.take(selection).stream()
        .filter(leaf -> leaf instanceof Leaf.Text)
        .map(leaf -> ((Leaf.Text) leaf).value())
        .toList();
  }

  private static List<byte[]> files(BodyReader body, Selection selection) {
    return body.take(selection).stream()
        .filter(leaf -> leaf instanceof Leaf.Binary)
        .map(leaf -> ((Leaf.Binary) leaf).bytes())
        .toList();
  }
}
