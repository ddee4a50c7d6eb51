package dev.flowguard.rules.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.payload.UnfoldLimits;
import dev.flowguard.rules.payload.Unfolder;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorsTest {
  private static Set<String> shapesOf(byte[] body, String type) {
    Set<String> shapes = new TreeSet<>();
    var payload =
        new Unfolder(UnfoldLimits.DEFAULT)
            .unfold(
                new OutboundRequest(
                    "POST",
                    "https://a.example/",
                    List.of(new Header("Content-Type", type)),
                    new Body.Held(body),
                    "test"));
    for (Detector detector : Detectors.all()) {
      if (!detector.scan(payload).isEmpty()) {
        shapes.add(detector.shape());
      }
    }
    return shapes;
  }

  private static Set<String> shapesOf(String json) {
    return shapesOf(json.getBytes(StandardCharsets.UTF_8), "application/json");
  }

  private static Set<String> shapesOfForm(String form) {
    return shapesOf(form.getBytes(StandardCharsets.UTF_8), "application/x-www-form-urlencoded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"messages\":[{\"role\":\"user\",\"content\":\"hoe laat\"},{\"role\":\"assistant\",\"content\":\"om acht\"}]}",
        "[{\"role\":\"system\",\"content\":\"be brief\"},{\"role\":\"user\",\"content\":\"why\"}]",
        "{\"c\":[{\"from\":\"human\",\"value\":\"a b\"},{\"from\":\"gpt\",\"value\":\"c d\"}]}",
        "{\"m\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"q\"}]},{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}]}",
        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"q\"}]},{\"role\":\"model\",\"parts\":[{\"text\":\"a\"}]}]}",
        "{\"log\":\"[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"q\\\"},{\\\"role\\\":\\\"assistant\\\",\\\"content\\\":\\\"a is cut he\"}",
        "{\"t\":\"User: is it open?\\nAssistant: until nine.\"}",
        "{\"t\":\"**Human:** why?\\n\\n**AI:** because.\"}",
        "{\"t\":\"<|im_start|>user\\nhi<|im_end|>\\n<|im_start|>assistant\\nhello\"}"
      })
  void seesAConversationWithAnAssistant(String json) {
    assertThat(shapesOf(json)).contains("chat-transcript");
  }

  @Test
  void seesAConversationInFormFields() {
    assertThat(
            shapesOfForm(
                "messages[0][role]=user&messages[0][content]=q&messages[1][role]=assistant&messages[1][content]=a"))
        .contains("chat-transcript");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"text\",\"from\":\"user\",\"origin\":\"chat\",\"content\":\"please help\"}",
        "{\"messages\":[{\"from\":\"user\",\"content\":\"hi\"},{\"from\":\"user\",\"content\":\"anyone?\"}]}",
        "{\"messages\":[{\"from\":\"user\",\"content\":\"hi\"},{\"from\":\"operator\",\"content\":\"hello\"}]}",
        "{\"role\":\"user\",\"content\":\"one turn alone\"}",
        "{\"members\":[{\"role\":\"user\",\"email_id\":\"1\"},{\"role\":\"system\",\"email_id\":\"2\"}]}",
        "{\"t\":\"Question: can I cancel?\\nAnswer: yes, at any time.\"}",
        "{\"t\":\"Note: the user said so.\\nAnswer the phone please.\"}",
        "{\"t\":\"Chat with your documents: 5 knowledge bases, unlimited conversations.\"}",
        "{\"events\":[{\"name\":\"chat_sent\",\"params\":{\"role\":\"user\",\"length\":3}}]}"
      })
  void takesNoMessageOfADeskAndNoMentionForAConversation(String json) {
    assertThat(shapesOf(json)).doesNotContain("chat-transcript");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann@shop.example",
        "write to Jan.de-Boer+x@mail.co.uk today",
        "mailto:o'neil@x.org",
        "https://x.example/?u=a.b@c.de",
        "gebruiker@bücher.example"
      })
  void seesAnEmailAddress(String text) {
    assertThat(shapesOf("{\"v\":\"" + text + "\"}")).contains("email");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logo@2x.png",
        "user@host",
        "@noor please",
        "npm i @scope/pkg@1.2.3",
        "https://abc123@o1.ingest.sentry.io/4507",
        "a @ b.com",
        "x@.com"
      })
  void takesNothingElseWithAnAtSignForAnAddress(String text) {
    assertThat(shapesOf("{\"v\":\"" + text + "\"}")).doesNotContain("email");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "card 4242 4242 4242 4242, 12/29",
        "5555-5555-5555-4444",
        "378282246310005",
        "pay with 3714 496353 98431."
      })
  void seesACardNumber(String text) {
    assertThat(shapesOf("{\"v\":\"" + text + "\"}")).contains("card-number");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4242424242424241",
        "cus_4242424242424242",
        "1716045727000000",
        "0.4242424242424242",
        "42424242424242424242424",
        "order 1234-5678-9012-3456"
      })
  void takesNoOtherNumberForACard(String text) {
    assertThat(shapesOf("{\"v\":\"" + text + "\"}")).doesNotContain("card-number");
  }

  @Test
  void seesACardNumberThatIsANumber() {
    assertThat(shapesOf("{\"n\":4242424242424242}")).contains("card-number");
  }

  private static byte[] png(String chunkType, String text, boolean afterData) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    byte[] note = chunk(chunkType, text.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(chunk("IHDR", new byte[13]));
    out.writeBytes(afterData ? chunk("IDAT", new byte[40]) : note);
    out.writeBytes(afterData ? note : chunk("IDAT", new byte[40]));
    out.writeBytes(chunk("IEND", new byte[0]));
    return out.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(type.getBytes(StandardCharsets.ISO_8859_1))
        .put(data)
        .array();
  }

  @Test
  void seesAGeneratedImageByItsTextChunks() {
    assertThat(shapesOf(png("tEXt", "parameters\0a castle", false), "image/png"))
        .contains("generated-image", "image-file");
    assertThat(shapesOf(png("iTXt", "invokeai_metadata\0x", true), "text/plain"))
        .contains("generated-image");
    assertThat(shapesOf(png("tEXt", "Software\0NovelAI", false), "image/png"))
        .contains("generated-image");
  }

  @Test
  void takesAnOrdinaryPictureForNoGeneratedOne() {
    assertThat(shapesOf(png("tEXt", "Comment\0parameters of the scan", false), "image/png"))
        .containsExactly("image-file");
  }

  @Test
  void survivesLyingChunkLengths() {
    byte[] png = png("tEXt", "Comment\0x", false);
    for (int i = 8; i < png.length - 4; i++) {
      byte[] lying = png.clone();
      lying[i] = (byte) 0xff;
      assertThat(shapesOf(lying, "image/png")).contains("image-file");
    }
  }

  @Test
  void seesDocumentsWhateverTheyAreDeclaredAs() throws Exception {
    ByteArrayOutputStream docx = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(docx)) {
      zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
      zip.putNextEntry(new ZipEntry("word/document.xml"));
    }
    ByteArrayOutputStream other = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(other)) {
      zip.putNextEntry(new ZipEntry("src/Main.java"));
    }
    assertThat(shapesOf(docx.toByteArray(), "text/plain")).containsExactly("document-file");
    assertThat(shapesOf(other.toByteArray(), "application/zip")).isEmpty();
    assertThat(shapesOf("%PDF-1.7\nx".getBytes(StandardCharsets.US_ASCII), "image/png"))
        .containsExactly("document-file");
    assertThat(shapesOf("{\\rtf1 hello}".getBytes(StandardCharsets.US_ASCII), "text/plain"))
        .containsExactly("document-file");
  }

  @Test
  void seesAnImageInADataUri() {
    String base64 = java.util.Base64.getEncoder().encodeToString(png("tEXt", "Title\0x", false));

    assertThat(shapesOf("{\"thumb\":\"data:image/png;base64," + base64 + "\"}"))
        .contains("image-file");
  }
}
