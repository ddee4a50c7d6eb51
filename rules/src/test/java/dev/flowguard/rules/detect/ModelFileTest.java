package dev.flowguard.rules.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ModelFileTest {
  private static final String MODEL = "model-file";

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] weights(int count) {
    byte[] weights = new byte[count];
    new Random(7).nextBytes(weights);
    return weights;
  }

  private static byte[] join(byte[]... pieces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      out.writeBytes(piece);
    }
    return out.toByteArray();
  }

  private static byte[] little(int size, long value) {
    byte[] bytes = new byte[8];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    return java.util.Arrays.copyOf(bytes, size);
  }

  private static byte[] safetensors(String header) {
    return join(little(8, header.length()), latin(header), weights(96));
  }

  private static byte[] gguf(String key) {
    return join(
        latin("GGUF"),
        little(4, 3),
        little(8, 1),
        little(8, 1),
        little(8, key.length()),
        latin(key),
        little(4, 8),
        little(8, 5),
        latin("llama"),
        weights(96));
  }

  /** A field of protobuf with a length below 128. */
  private static byte[] field(int number, byte[] value) {
    return join(new byte[] {(byte) (number << 3 | 2), (byte) value.length}, value);
  }

  private static byte[] onnx(String operator) {
    byte[] node = join(field(1, latin("x")), field(2, latin("y")), field(4, latin(operator)));
    byte[] tensor = join(new byte[] {8, 4, 16, 1}, field(8, latin("w")), field(9, weights(16)));
    byte[] graph =
        join(
            field(1, node),
            field(2, latin("main")),
            field(5, tensor),
            field(11, field(1, latin("x"))));
    return join(
        new byte[] {8, 8},
        field(2, latin("pytorch")),
        field(7, graph),
        field(8, join(field(1, new byte[0]), new byte[] {16, 17})));
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(weights(64));
      }
    }
    return out.toByteArray();
  }

  private static final String HDF5 = "\u0089HDF\r\n\u001a\n\0\0\0\0\0\b\b\0\4\0\20\0";

  @Test
  void seesAModelByItsStructureWhateverItIsDeclaredAs() throws IOException {
    for (byte[] model :
        new byte[][] {
          safetensors("{\"w\":{\"dtype\":\"F32\",\"shape\":[4,6],\"data_offsets\":[0,96]}}"),
          safetensors(
              "{\"__metadata__\":{\"format\":\"pt\"},"
                  + "\"w\":{\"dtype\":\"BF16\",\"shape\":[48],\"data_offsets\":[0,96]}}   "),
          gguf("general.architecture"),
          onnx("Conv"),
          zip("archive/data.pkl", "archive/byteorder", "archive/data/0", "archive/version"),
          zip("lora/data.pkl", "lora/version"),
          latin("\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\2M\u00e9\3.\0\0"),
          latin("\u0080\2}q\0X\1\0\0\0wq\1ctorch._utils\n_rebuild_tensor_v2\nq\2((\u00ff"),
          latin(HDF5 + "\0backend\0keras_version\0\u00ff\u00fe3.5.0"),
          latin(HDF5 + "\0layer_names\0\u00ff\u00fe\0dense\0weight_names\0"),
          zip("metadata.json", "config.json", "model.weights.h5")
        }) {
      assertThat(Shapes.of(model, "application/octet-stream")).contains(MODEL);
      assertThat(Shapes.of(model, "image/png")).contains(MODEL);
    }
  }

  @Test
  void seesAModelInBase64AndInAPart() {
    byte[] model =
        safetensors("{\"w\":{\"dtype\":\"F32\",\"shape\":[24],\"data_offsets\":[0,96]}}");
    String part =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"notes.txt\"\r\n\r\n";

    assertThat(Shapes.of("{\"f\":\"" + Base64.getEncoder().encodeToString(model) + "\"}"))
        .contains(MODEL);
    assertThat(
            Shapes.of(
                join(latin(part), model, latin("\r\n--b--\r\n")),
                "multipart/form-data; boundary=b"))
        .contains(MODEL);
  }

  @Test
  void seesAModelWhoseEndIsMissing() {
    byte[] model = onnx("MatMul");

    assertThat(
            dev.flowguard.rules.payload.OnnxFile.is(
                java.util.Arrays.copyOf(model, model.length - 12)))
        .isTrue();
  }

  @Test
  void takesNoOtherFileForAModel() throws IOException {
    for (byte[] other :
        new byte[][] {
          latin("notes.safetensors"),
          join(little(8, 20), latin("{\"a\":1,\"b\":\"dtype\"} "), weights(96)),
          latin("{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,96]}"),
          latin("GGUF is a format for models, GGML was the one before it."),
          gguf("\0\0\0"),
          latin(HDF5 + "\0temperature\0\u00ff\u00fe\0pressure"),
          latin("\u0080\4\u0095\0\0\0\0\0\0\0}\u0094\u008c\4name\u0094\u008c\3Ann\u0094s."),
          zip("src/data.pkl.txt", "src/version"),
          zip("config.json", "index.html"),
          zip("[Content_Types].xml", "word/document.xml"),
          onnx("not an operator"),
          join(new byte[] {8, 8}, field(2, latin("user")), field(7, field(3, latin("a chat")))),
          weights(4096)
        }) {
      assertThat(Shapes.of(other, "application/octet-stream")).doesNotContain(MODEL);
    }
  }
}
