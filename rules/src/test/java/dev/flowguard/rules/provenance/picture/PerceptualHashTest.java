package dev.flowguard.rules.provenance.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PerceptualHashTest {
  /** Implementations are to come this near to the reference, whatever their image library. */
  private static final int NEAR = 10;

  private static byte[] bridge() throws IOException {
    try (InputStream in = PerceptualHashTest.class.getResourceAsStream("bridge.jpg")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private static PerceptualHash hash(byte[] file) {
    return Objects.requireNonNull(hashIfAny(file));
  }

  private static @Nullable PerceptualHash hashIfAny(byte[] file) {
    Appearance looks = Pictures.appearance(file, Pictures.work(file.length));
    return looks == null ? null : looks.hash();
  }

  /** Sixteen words of sixteen bits, the last first. */
  private static PerceptualHash parse(String hex) {
    BigInteger bits = new BigInteger(hex, 16);
    return new PerceptualHash(
        bits.longValue(),
        bits.shiftRight(64).longValue(),
        bits.shiftRight(128).longValue(),
        bits.shiftRight(192).longValue(),
        100);
  }

  private static byte[] write(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static BufferedImage scaled(BufferedImage image, int width, int height, int type) {
    BufferedImage scaled = new BufferedImage(width, height, type);
    Graphics2D graphics = scaled.createGraphics();
    graphics.drawImage(
        image.getScaledInstance(width, height, java.awt.Image.SCALE_AREA_AVERAGING), 0, 0, null);
    graphics.dispose();
    return scaled;
  }

  /** The pixel of the turned picture at (x, y) is that of the original where the code says. */
  private static BufferedImage turned(BufferedImage image, String how) {
    boolean isAcross = how.contains("t");
    int width = isAcross ? image.getHeight() : image.getWidth();
    int height = isAcross ? image.getWidth() : image.getHeight();
    BufferedImage turned = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromX = isAcross ? y : x;
        int fromY = isAcross ? x : y;
        fromX = how.contains("x") ? image.getWidth() - 1 - fromX : fromX;
        fromY = how.contains("y") ? image.getHeight() - 1 - fromY : fromY;
        turned.setRGB(x, y, image.getRGB(fromX, fromY));
      }
    }
    return turned;
  }

  /** The reference's own output for its eight turned pictures (pdq/cpp/bin/README.md). */
  @ParameterizedTest
  @CsvSource({
    "-,  f8f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6339c4e9c9b22",
    "tx, b0a10efd71cc3f429413d48d0ffffe12e34e0e17ada952a9d29684210aa9e5af",
    "xy, adad5a64b5a142e55362a09057dacd5ae63b847fc23794b766b319361fc93188",
    "ty, a5f4a457a48995e8c9065c275aaa5498b61ba4bdf8fcf80387c32f8b0bfc4f05",
    "y,  f8f80f31e0f417b00e37f5cd028f980fb36ed02a9662c1e233e6cc634e9c64dd",
    "x,  8dad2599b1a1bd1853625f6553da32a1e63b7280c2374b4866b366c91bc9ce77",
    "t,  f0a1f102f1dcc0bd9c5309720fff018de34ef1e8ada9a956d2967ade0ea91a50",
    "txy, a5f05ba8a4896a17c106a3da5aaaab07b61b5b42f8fc07fc83c3d0740bfcb0fa"
  })
  void comesNearToThePublishedHashes(String how, String published) throws IOException {
    BufferedImage original = ImageIO.read(new ByteArrayInputStream(bridge()));

    PerceptualHash hash = hash(write(turned(original, how), "png"));

    assertThat(hash.quality()).isEqualTo(100);
    assertThat(hash.distance(parse(published))).isLessThanOrEqualTo(NEAR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "bmp", "jpg"})
  void knowsAPictureInAnotherFormatAndSize(String format) throws IOException {
    BufferedImage original = ImageIO.read(new ByteArrayInputStream(bridge()));
    PerceptualHash captured = hash(bridge());

    for (int width : List.of(64, 200, 480)) {
      int height = width * original.getHeight() / original.getWidth();
      BufferedImage small = scaled(original, width, height, BufferedImage.TYPE_INT_RGB);
      assertThat(hash(write(small, format)).distance(captured))
          .as("%s of width %d", format, width)
          .isLessThanOrEqualTo(PerceptualHash.MOST_DISTANCE);
    }
  }

  @Test
  void tellsOtherPicturesApart() throws IOException {
    PerceptualHash captured = hash(bridge());
    Random random = new Random(4);
    for (int i = 0; i < 50; i++) {
      BufferedImage other = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = other.createGraphics();
      for (int k = 0; k < 60; k++) {
        graphics.setColor(new java.awt.Color(random.nextInt(1 << 24)));
        graphics.fillOval(
            random.nextInt(300), random.nextInt(200), random.nextInt(90), random.nextInt(90));
      }
      graphics.dispose();

      assertThat(hash(write(other, "png")).distance(captured)).isGreaterThan(60);
    }
  }

  @Test
  void hasNoHashOfAPlainSurfaceAnIconOrWhatIsNoPicture() throws IOException {
    BufferedImage plain = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
    BufferedImage icon = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);

    assertThat(hashIfAny(write(plain, "png"))).isNull();
    assertThat(hashIfAny(write(icon, "png"))).isNull();
    assertThat(hashIfAny(new byte[100])).isNull();
  }

  @Test
  void readsNoPictureThatClaimsToBeHuge() throws IOException {
    byte[] png = write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png");
    png[16] = 0;
    png[17] = 0;
    png[18] = 0x75;
    png[20] = 0;
    png[21] = 0;
    png[22] = 0x75; // 29,952 by 29,952

    assertThat(hashIfAny(png)).isNull();
  }

  @Test
  void survivesPicturesThatAreCutOrDamaged() throws IOException {
    byte[] file = Arrays.copyOf(bridge(), 20_000);
    Random random = new Random(9);
    for (int i = 0; i < 60; i++) {
      byte[] bad = Arrays.copyOf(file, 10 + random.nextInt(file.length - 10));
      for (int k = 0; k < 5; k++) {
        bad[2 + random.nextInt(bad.length - 2)] = (byte) random.nextInt();
      }
      PerceptualHash hash = hashIfAny(bad);
      assertThat(hash == null || hash.isUsable()).isTrue();
    }
  }
}
