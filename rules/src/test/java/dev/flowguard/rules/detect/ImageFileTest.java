package dev.flowguard.rules.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import javax.imageio.ImageIO;
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
}
