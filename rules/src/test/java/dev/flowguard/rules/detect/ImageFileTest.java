package dev.flowguard.rules.detect;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {
  private static final String IMAGE = "image-file";

  private static byte[] picture(String format, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(width);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, random.nextInt());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  private static boolean isImage(byte[] file) {
    String json =
        "{\"html\":\"<img src='data:image/x;base64,"
            + Base64.getEncoder().encodeToString(file)
            + "'>\"}";
    return Shapes.of(file, "application/octet-stream").contains(IMAGE)
        && Shapes.of(json).contains(IMAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "jpg", "bmp"})
  void seesAPictureOfAnyOtherSize(String format) throws IOException {
    assertThat(isImage(picture(format, 16, 12))).isTrue();
    assertThat(isImage(picture(format, 9, 8))).isTrue();
    assertThat(isImage(picture(format, 48, 48))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "jpg", "bmp"})
  void takesNoPixelSpacerOrSpeckForAPictureOfSomebody(String format) throws IOException {
    for (int[] size : new int[][] {{1, 1}, {2, 2}, {1, 200}, {300, 2}, {8, 8}}) {
      byte[] file = picture(format, size[0], size[1]);
      assertThat(Shapes.of(file, "application/octet-stream")).doesNotContain(IMAGE);
      assertThat(isImage(file)).isFalse();
    }
  }

  /** 1 by 1 pixels: with losses, without, and with an extended header. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA",
        "UklGRhwAAABXRUJQVlA4TA8AAAAvAAAAAAcQEf0PRET/Aw==",
        "UklGRjIAAABXRUJQVlA4WAoAAAAAAAAAAAAAAAAAVlA4TA8AAAAvAAAAAAcQEf0PRET/Aw=="
      })
  void takesNoPixelInWebpForAPictureOfSomebody(String base64) {
    byte[] pixel = Base64.getDecoder().decode(base64);
    byte[] larger = pixel.clone();
    // 64 wide: at the place where each kind of header has its width.
    larger[pixel[15] == 'X' ? 24 : pixel[15] == 'L' ? 21 : 26] = 63;
    larger[pixel[15] == 'X' ? 27 : pixel[15] == 'L' ? 23 : 28] = 63;

    assertThat(Shapes.of(pixel, "image/webp")).doesNotContain(IMAGE);
    assertThat(Shapes.of(larger, "image/webp")).contains(IMAGE);
  }

  @Test
  void seesAPictureThatSaysItIsSmallerThanItIs() throws IOException {
    byte[] png = Arrays.copyOf(picture("png", 8, 8), 5_000);

    assertThat(Shapes.of(png, "image/png")).contains(IMAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "jpg", "bmp", "tiff"})
  void takesNoIconForAPictureOfSomebody(String format) throws IOException {
    for (int side : new int[] {10, 16, 20, 24, 32}) {
      byte[] file = picture(format, side, side);
      assertThat(Shapes.of(file, "application/octet-stream")).doesNotContain(IMAGE);
      assertThat(isImage(file)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "jpg", "bmp"})
  void takesNoStripOfIconsForAPictureOfSomebody(String format) throws IOException {
    for (int[] size : new int[][] {{16, 160}, {320, 32}, {24, 96}}) {
      assertThat(Shapes.of(picture(format, size[0], size[1]), "image/x")).doesNotContain(IMAGE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "jpg", "bmp", "tiff"})
  void seesASmallThumbnailOfAPhoto(String format) throws IOException {
    for (int[] size : new int[][] {{24, 18}, {18, 32}, {40, 40}, {64, 33}}) {
      assertThat(Shapes.of(picture(format, size[0], size[1]), "image/x")).contains(IMAGE);
    }
  }

  @Test
  void seesAPhotoBehindAnIconInOneFile() throws IOException {
    byte[] both = pages(BufferedImage.TYPE_INT_RGB, 16, 200);
    byte[] icons = pages(BufferedImage.TYPE_INT_RGB, 16, 32);

    assertThat(Shapes.of(both, "image/tiff")).contains(IMAGE);
    assertThat(Shapes.of(icons, "image/tiff")).doesNotContain(IMAGE);
  }

  /** A TIFF file with square pictures of these sides. */
  private static byte[] pages(int type, int... sides) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    try (ImageOutputStream to = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(to);
      writer.prepareWriteSequence(null);
      for (int side : sides) {
        writer.writeToSequence(new IIOImage(new BufferedImage(side, side, type), null, null), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** An icon and a photo, as HEIF names their extents. */
  @Test
  void goesByTheLargestPictureOfAHeifFile() {
    String head = "\0\0\0\u0018ftypheic\0\0\0\0mif1heic";
    String icon = "\0\0\0\u0014ispe\0\0\0\0\0\0\0\u0010\0\0\0\u0010";
    String photo = "\0\0\0\u0014ispe\0\0\0\0\0\0\u0004\0\0\0\u0003\0";

    assertThat(Shapes.of((head + icon).getBytes(ISO_8859_1), "image/heic")).doesNotContain(IMAGE);
    assertThat(Shapes.of((head + icon + photo).getBytes(ISO_8859_1), "image/heic")).contains(IMAGE);
  }

  @Test
  void seesATiffFileWhoseDirectoriesGoRound() throws IOException {
    byte[] file = pages(BufferedImage.TYPE_INT_RGB, 16);
    boolean isBig = file[0] == 'M';
    int directory = ByteBuffer.wrap(file).order(isBig ? BIG_ENDIAN : LITTLE_ENDIAN).getInt(4);
    ByteBuffer buffer = ByteBuffer.wrap(file).order(isBig ? BIG_ENDIAN : LITTLE_ENDIAN);
    buffer.putInt(directory + 2 + 12 * buffer.getShort(directory), directory);

    assertThat(Shapes.of(file, "image/tiff")).contains(IMAGE);
  }
}
