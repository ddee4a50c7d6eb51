package dev.flowguard.rules.detect;

import static dev.flowguard.rules.detect.Shapes.shapesOf;
import static dev.flowguard.rules.detect.Shapes.shapesOfForm;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"messages\":[{\"role\":\"user\",\"content\":\"hoe"
            + " laat\"},{\"role\":\"assistant\",\"content\":\"om acht\"}]}",
        "[{\"role\":\"system\",\"content\":\"be brief\"},{\"role\":\"user\",\"content\":\"why\"}]",
        "{\"c\":[{\"from\":\"human\",\"value\":\"a b\"},{\"from\":\"gpt\",\"value\":\"c d\"}]}",
        "{\"m\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"q\"}]},{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}]}",
        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"q\"}]},{\"role\":\"model\",\"parts\":[{\"text\":\"a\"}]}]}",
        "{\"log\":\"[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"q\\\"},{\\\"role\\\":\\\"assistant\\\",\\\"content\\\":\\\"a"
            + " is cut he\"}",
        "{\"t\":\"User: is it open?\\nAssistant: until nine.\"}",
        "{\"t\":\"**Human:** why?\\n\\n**AI:** because.\"}",
        "{\"t\":\"<|im_start|>user\\nhi<|im_end|>\\n<|im_start|>assistant\\nhello\"}",
        "{\"t\":\"<|start_header_id|>user<|end_header_id|>\\n"
            + "hi\\n"
            + "<|start_header_id|>assistant<|end_header_id|>\\n"
            + "hello\"}",
        "{\"t\":\"<start_of_turn>user\\nhi<end_of_turn>\\n<start_of_turn>model\\nhello\"}",
        "{\"t\":\"<s>[INST] where is it? [/INST] behind the door </s>\"}",
        "{\"t\":\"Benutzer: wann denn?\\nAssistent: um acht Uhr.\"}",
        "{\"t\":\"用户：几点开门？\\n助手：九点开门。\"}",
        "{\"t\":\"Пользователь: когда?\\nАссистент: в восемь.\"}",
        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"you might try calling her"
            + " first\"}}]}",
        "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"you might try"
            + " calling her first\"}]}}]}",
        "{\"prompt\":\"how do I tell her that\",\"completion\":\"you might try calling her first\"}"
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
        "{\"role\":\"assistant\",\"name\":\"Jo\"}",
        "{\"prompt\":\"how do I tell her that\",\"response_id\":\"resp_123456789012345678901234\"}",
        "{\"t\":\"Model: T5, colour: red\\nUser: manual enclosed\"}",
        "{\"t\":\"Question: can I cancel?\\nAnswer: yes, at any time.\"}",
        "{\"t\":\"Note: the user said so.\\nAnswer the phone please.\"}",
        "{\"t\":\"Chat with your documents: 5 knowledge bases, unlimited conversations.\"}",
        "{\"events\":[{\"name\":\"chat_sent\",\"params\":{\"role\":\"user\",\"length\":3}}]}"
      })
  void takesNoMessageOfADeskAndNoMentionForAConversation(String json) {
    assertThat(shapesOf(json)).doesNotContain("chat-transcript");
  }

  private static String vector(int dimension, double scale) {
    Random random = new Random(dimension);
    return random
        .doubles(dimension, -scale, scale)
        .mapToObj(value -> String.format(Locale.ROOT, "%.7f", value))
        .collect(joining(","));
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 384, 768, 1000, 1536, 3072})
  void seesAnEmbedding(int dimension) {
    String vector = vector(dimension, 0.08);

    assertThat(shapesOf("{\"v\":[" + vector + "]}")).contains("embedding-vector");
    assertThat(shapesOf("{\"v\":\"[" + vector + "]\"}")).contains("embedding-vector");
    assertThat(shapesOfForm("metadata[v]=" + vector)).contains("embedding-vector");
  }

  @Test
  void seesAnEmbeddingOfFloatsInBase64() {
    ByteBuffer floats = ByteBuffer.allocate(4 * 1536).order(ByteOrder.LITTLE_ENDIAN);
    new Random(3).doubles(1536, -0.044, 0.044).forEach(value -> floats.putFloat((float) value));

    assertThat(
            shapesOf(
                "{\"embedding\":\"" + Base64.getEncoder().encodeToString(floats.array()) + "\"}"))
        .contains("embedding-vector");
  }

  @Test
  void takesNoOtherNumbersForAnEmbedding() {
    String prices = IntStream.range(0, 768).mapToObj(i -> i + ".5").collect(joining(","));
    String counts = IntStream.range(-400, 400).mapToObj(String::valueOf).collect(joining(","));

    assertThat(shapesOf("{\"v\":[" + prices + "]}")).isEmpty();
    assertThat(shapesOf("{\"v\":[" + counts + "]}")).isEmpty();
    assertThat(shapesOf("{\"v\":[" + vector(100, 0.08) + "]}")).isEmpty();
    assertThat(shapesOf("{\"v\":[" + vector(768, 90) + "]}")).isEmpty();
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0089PNG\r\n\u001a\n",
        "\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF",
        "GIF89a",
        "RIFF\0\0\0\0WEBPVP8 ",
        "\0\0\0\u0018ftypavif",
        "II*\0\b\0\0\0",
        "8BPS\0\u0001\0\0",
        "\0\0\0\fJXL \r\n\u0087\n"
      })
  void seesAnImageByItsFirstBytes(String head) {
    byte[] file = (head + "\0\0\0\u00ff\u00fe\0\0\0").getBytes(StandardCharsets.ISO_8859_1);

    assertThat(shapesOf(file, "application/octet-stream")).contains("image-file");
  }

  @Test
  void seesAnImageInADataUri() {
    String base64 = java.util.Base64.getEncoder().encodeToString(png("tEXt", "Title\0x", false));

    assertThat(shapesOf("{\"thumb\":\"data:image/png;base64," + base64 + "\"}"))
        .contains("image-file");
  }
}
