package dev.flowguard.rules.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.UnfoldLimits;
import dev.flowguard.rules.payload.Unfolder;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedImageTest {
  private static final String TRAINED =
      "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
  private static final String CAMERA =
      "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture";
  private static final String PARAMETERS =
      "a lighthouse in fog\nNegative prompt: people\nSteps: 28, Sampler: Euler a, CFG scale: 7, Seed: 41";

  private static boolean isGenerated(byte[] image) {
    return !new GeneratedImage()
        .scan(
            new Unfolder(UnfoldLimits.DEFAULT)
                .unfold(
                    new OutboundRequest(
                        "POST",
                        "https://a.example/",
                        List.of(new Header("Content-Type", "application/octet-stream")),
                        new Body.Held(image),
                        "test")))
        .isEmpty();
  }

  // Containers, written as their specifications say.

  private static byte[] bytes(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      } else if (part instanceof Integer number) {
        out.write(number);
      } else {
        out.writeBytes((byte[]) part);
      }
    }
    return out.toByteArray();
  }

  private static byte[] big(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  private static byte[] little(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static byte[] chunk(String type, byte[] data) {
    return bytes(big(data.length), type, data, big(0));
  }

  private static byte[] png(byte[]... chunks) {
    byte[] all = bytes(0x89, "PNG\r\n", 0x1a, "\n", chunk("IHDR", new byte[13]));
    for (byte[] chunk : chunks) {
      all = bytes(all, chunk);
    }
    return bytes(all, chunk("IDAT", new byte[40]), chunk("IEND", new byte[0]));
  }

  private static byte[] segment(int marker, byte[] data) {
    return bytes(0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 0xff, data);
  }

  private static byte[] jpeg(byte[]... segments) {
    byte[] all = bytes(0xff, 0xd8, segment(0xe0, bytes("JFIF\0", new byte[9])));
    for (byte[] segment : segments) {
      all = bytes(all, segment);
    }
    return bytes(all, 0xff, 0xda, 0, 8, new byte[60], 0xff, 0xd9);
  }

  private static byte[] webp(String type, byte[] data) {
    byte[] chunk = bytes(type, little(data.length), data, new byte[data.length & 1]);
    byte[] image = bytes("VP8L", little(20), new byte[20]);
    return bytes("RIFF", little(4 + image.length + chunk.length), "WEBP", image, chunk);
  }

  private static byte[] heif(byte[] store) {
    byte[] type = bytes(big(24), "ftyp", "heic", big(0), "mif1heic");
    byte[] box = bytes(big(8 + 16 + 12 + store.length), "uuid", new byte[28], store);
    return bytes(type, box);
  }

  private static byte[] xmp(String body) {
    return bytes(
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF>" + body + "</rdf:RDF></x:xmpmeta>");
  }

  private static byte[] box(String type, byte[]... contents) {
    byte[] all = new byte[0];
    for (byte[] content : contents) {
      all = bytes(all, content);
    }
    return bytes(big(8 + all.length), type, all);
  }

  private static byte[] cborText(String text) {
    return text.length() < 24
        ? bytes(0x60 + text.length(), text)
        : bytes(0x78, text.length(), text);
  }

  /** A store of one manifest with one assertion of actions. */
  private static byte[] store(String type) {
    byte[] actions =
        bytes(
            0xa1,
            cborText("actions"),
            0x81,
            0xa2,
            cborText("action"),
            cborText("c2pa.created"),
            cborText("digitalSourceType"),
            cborText(type));
    byte[] description = box("jumd", new byte[17], bytes("c2pa.actions\0"));
    return box(
        "jumb",
        box("jumd", new byte[17], bytes("c2pa\0")),
        box("jumb", description, box("cbor", actions)));
  }

  /** A store cut over two APP11 segments of one box instance. */
  private static byte[] cutStore(String type) {
    byte[] store = store(type);
    int middle = store.length / 2;
    byte[] head = Arrays.copyOf(store, 8);
    return bytes(
        segment(0xeb, bytes("JP", 0, 7, big(1), Arrays.copyOf(store, middle))),
        segment(
            0xeb,
            bytes("JP", 0, 7, big(2), head, Arrays.copyOfRange(store, middle, store.length))));
  }

  private static byte[] deflated(String text) {
    Deflater deflater = new Deflater();
    deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
    deflater.finish();
    byte[] out = new byte[4096];
    int length = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, length);
  }

  static Stream<byte[]> generated() {
    return Stream.of(
        png(chunk("tEXt", bytes("parameters\0", PARAMETERS))),
        png(chunk("zTXt", bytes("parameters\0\0", deflated(PARAMETERS)))),
        png(chunk("iTXt", bytes("Comment\0", 1, 0, "\0\0", deflated(PARAMETERS)))),
        png(chunk("tEXt", bytes("prompt\0{}")), chunk("tEXt", bytes("workflow\0{}"))),
        png(chunk("tEXt", bytes("Software\0NovelAI"))),
        png(chunk("iTXt", bytes("invokeai_metadata\0\0\0\0\0{}"))),
        png(chunk("caBX", store(TRAINED))),
        jpeg(segment(0xfe, bytes(PARAMETERS))),
        jpeg(
            segment(
                0xe1,
                bytes(
                    "Exif\0\0",
                    "MM\0*",
                    "UNICODE\0",
                    PARAMETERS.getBytes(StandardCharsets.UTF_16BE)))),
        jpeg(
            segment(
                0xe1,
                bytes(
                    "http://ns.adobe.com/xap/1.0/\0",
                    xmp("<rdf:Description Iptc4xmpExt:DigitalSourceType=\"" + TRAINED + "\"/>")))),
        jpeg(
            segment(
                0xe1,
                bytes(
                    "http://ns.adobe.com/xap/1.0/\0",
                    xmp("<a:DigitalSourceType> \n" + TRAINED + "</a:DigitalSourceType>")))),
        jpeg(
            segment(
                0xe1,
                bytes(
                    "http://ns.adobe.com/xap/1.0/\0",
                    xmp("<a:DigitalSourceType rdf:resource='" + TRAINED + "'/>")))),
        jpeg(cutStore(TRAINED)),
        webp("EXIF", bytes("II*\0", "ASCII\0\0\0", PARAMETERS)),
        webp("XMP ", xmp("<d a:DigitalSourceType='" + TRAINED + "'/>")),
        webp("C2PA", store(TRAINED)),
        heif(store(TRAINED)),
        bytes(
            "GIF89a",
            new byte[40],
            0x21,
            0xff,
            11,
            "XMP DataXMP",
            xmp("<d a:DigitalSourceType='" + TRAINED + "'/>")));
  }

  static Stream<byte[]> notGenerated() {
    return Stream.of(
        png(chunk("tEXt", bytes("Software\0Adobe Photoshop 25"))),
        png(chunk("tEXt", bytes("Comment\0Steps: three, to the door"))),
        png(chunk("tEXt", bytes("prompt\0what to draw"))),
        png(chunk("caBX", store(CAMERA))),
        jpeg(segment(0xfe, bytes("a camera's comment about " + TRAINED))),
        jpeg(
            segment(
                0xe1,
                bytes(
                    "http://ns.adobe.com/xap/1.0/\0",
                    xmp("<d a:DigitalSourceType='" + CAMERA + "' b:Notes='" + TRAINED + "'/>")))),
        jpeg(
            segment(
                0xe1,
                bytes(
                    "http://ns.adobe.com/xap/1.0/\0",
                    xmp("<a:DigitalSourceType/><a:Other rdf:resource='" + TRAINED + "'/>")))),
        jpeg(cutStore(CAMERA)),
        webp("C2PA", store(CAMERA)),
        heif(store(CAMERA)));
  }

  @ParameterizedTest
  @MethodSource("generated")
  void seesThatAGeneratorMadeThePicture(byte[] image) {
    assertThat(isGenerated(image)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("notGenerated")
  void takesNoOtherMetadataForIt(byte[] image) {
    assertThat(isGenerated(image)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"compositeWithTrainedAlgorithmicMedia", "compositeSynthetic"})
  void countsAPictureThatAModelMadePartOf(String type) {
    assertThat(
            isGenerated(
                png(chunk("caBX", store(TRAINED.replace("trainedAlgorithmicMedia", type))))))
        .isTrue();
  }

  @Test
  void readsOnAfterMarksOfLengthsThatLie() {
    generated()
        .forEach(
            image -> {
              Random random = new Random(image.length);
              for (int i = 0; i < 300; i++) {
                byte[] bad = Arrays.copyOf(image, 12 + random.nextInt(image.length - 12));
                for (int k = 0; k < 4; k++) {
                  bad[11 + random.nextInt(bad.length - 11)] = (byte) random.nextInt(256);
                }
                Work work = Work.forBytes(bad.length);
                ImageSegments segments = ImageSegments.of(bad, work);
                segments.manifests().forEach(each -> C2paManifest.saysGenerated(each, work));
                segments.xmp().forEach(each -> DigitalSourceType.isGeneratedByXmp(each, work));
                assertThat(segments.texts()).hasSizeLessThan(100);
              }
            });
  }

  @Test
  void holdsNoMoreOfCompressedTextsThanOneMebibyteTogether() {
    byte[] bomb = chunk("zTXt", bytes("Title\0\0", deflated("a".repeat(900_000))));
    byte[][] bombs = new byte[50][];
    Arrays.fill(bombs, bomb);

    long held =
        ImageSegments.of(png(bombs), Work.forBytes(0)).texts().stream()
            .mapToLong(text -> text.value().length())
            .sum();

    assertThat(held).isBetween(900_000L, (1L << 20) + 8_192);
  }
}
