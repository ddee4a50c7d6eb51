package dev.flowguard.rules.detect;

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

    assertThat(Shapes.of("{\"v\":[" + vector + "]}")).contains("embedding-vector");
    assertThat(Shapes.of("{\"v\":\"[" + vector + "]\"}")).contains("embedding-vector");
    assertThat(Shapes.ofForm("metadata[v]=" + vector)).contains("embedding-vector");
  }

  @Test
  void seesAnEmbeddingOfFloatsInBase64() {
    ByteBuffer floats = ByteBuffer.allocate(4 * 1536).order(ByteOrder.LITTLE_ENDIAN);
    new Random(3).doubles(1536, -0.044, 0.044).forEach(value -> floats.putFloat((float) value));

    assertThat(
            Shapes.of(
                "{\"embedding\":\"" + Base64.getEncoder().encodeToString(floats.array()) + "\"}"))
        .contains("embedding-vector");
  }

  @Test
  void takesNoOtherNumbersForAnEmbedding() {
    String prices = IntStream.range(0, 768).mapToObj(i -> i + ".5").collect(joining(","));
    String counts = IntStream.range(-400, 400).mapToObj(String::valueOf).collect(joining(","));

    assertThat(Shapes.of("{\"v\":[" + prices + "]}")).isEmpty();
    assertThat(Shapes.of("{\"v\":[" + counts + "]}")).isEmpty();
    assertThat(Shapes.of("{\"v\":[" + vector(100, 0.08) + "]}")).isEmpty();
    assertThat(Shapes.of("{\"v\":[" + vector(768, 90) + "]}")).isEmpty();
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
    assertThat(Shapes.of(png("tEXt", "parameters\0a castle", false), "image/png"))
        .contains("generated-image", "image-file");
    assertThat(Shapes.of(png("iTXt", "invokeai_metadata\0x", true), "text/plain"))
        .contains("generated-image");
    assertThat(Shapes.of(png("tEXt", "Software\0NovelAI", false), "image/png"))
        .contains("generated-image");
  }

  @Test
  void takesAnOrdinaryPictureForNoGeneratedOne() {
    assertThat(Shapes.of(png("tEXt", "Comment\0parameters of the scan", false), "image/png"))
        .containsExactly("image-file");
  }

  @Test
  void survivesLyingChunkLengths() {
    byte[] png = png("tEXt", "Comment\0x", false);
    for (int i = 8; i < png.length - 4; i++) {
      byte[] lying = png.clone();
      lying[i] = (byte) 0xff;
      assertThat(Shapes.of(lying, "image/png")).contains("image-file");
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
    assertThat(Shapes.of(docx.toByteArray(), "text/plain")).containsExactly("document-file");
    assertThat(Shapes.of(other.toByteArray(), "application/zip")).isEmpty();
    assertThat(Shapes.of("%PDF-1.7\nx".getBytes(StandardCharsets.US_ASCII), "image/png"))
        .containsExactly("document-file");
    assertThat(Shapes.of("{\\rtf1 hello}".getBytes(StandardCharsets.US_ASCII), "text/plain"))
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

    assertThat(Shapes.of(file, "application/octet-stream")).contains("image-file");
  }

  @Test
  void seesAnImageInADataUri() {
    String base64 = java.util.Base64.getEncoder().encodeToString(png("tEXt", "Title\0x", false));

    assertThat(Shapes.of("{\"thumb\":\"data:image/png;base64," + base64 + "\"}"))
        .contains("image-file");
  }
}
