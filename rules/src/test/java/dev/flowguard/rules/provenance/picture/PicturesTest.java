package dev.flowguard.rules.provenance.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flowguard.rules.inspection.Work;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PicturesTest {
  private static final int SCENES = 24;

  /** Of the scenes and the photo, as many at least. */
  private static final int MOST_OF_THEM = SCENES;

  private static final Work ENDLESS = new Work(Long.MAX_VALUE >> 1, Long.MAX_VALUE);

  private static BufferedImage photo() throws IOException {
    try (InputStream in = PicturesTest.class.getResourceAsStream("bridge.jpg")) {
      return ImageIO.read(Objects.requireNonNull(in));
    }
  }

  /** Light from one side, and things of many sizes before each other, as photos have them. */
  private static BufferedImage scene(int seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setPaint(new GradientPaint(0, 0, color(random), 640, 480, color(random)));
    graphics.fillRect(0, 0, 640, 480);
    for (int i = 0; i < 150; i++) {
      graphics.setColor(color(random));
      int size = 6 + (int) (120 * Math.pow(random.nextDouble(), 3));
      int height = (int) (size * (0.5 + random.nextDouble()));
      if (random.nextBoolean()) {
        graphics.fillOval(random.nextInt(640), random.nextInt(480), size, height);
      } else {
        graphics.fillRect(random.nextInt(640), random.nextInt(480), size, height);
      }
    }
    graphics.dispose();
    return image;
  }

  private static Color color(Random random) {
    return new Color(random.nextInt(1 << 24));
  }

  private static List<BufferedImage> captured() throws IOException {
    List<BufferedImage> images = new ArrayList<>();
    images.add(photo());
    for (int i = 0; i < SCENES; i++) {
      images.add(scene(i));
    }
    return images;
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "jpg", out)).isTrue();
    return out.toByteArray();
  }

  private static @Nullable Appearance looks(BufferedImage image) throws IOException {
    return Pictures.appearance(jpeg(image), ENDLESS);
  }

  private static int find(Pictures<Integer> pictures, BufferedImage image) throws IOException {
    Appearance looks = looks(image);
    Integer document = looks == null ? null : pictures.find(looks, each -> true, ENDLESS);
    return document == null ? -1 : document;
  }

  private static BufferedImage canvas(int width, int height, Color color) {
    BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = canvas.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return canvas;
  }

  private static BufferedImage draw(BufferedImage on, Image image, int x, int y) {
    Graphics2D graphics = on.createGraphics();
    graphics.drawImage(image, x, y, null);
    graphics.dispose();
    return on;
  }

  /** Cut by parts of a hundred: from the left, the top, the right, the bottom. */
  private static BufferedImage cut(BufferedImage image, int left, int top, int right, int bottom) {
    int width = image.getWidth();
    int height = image.getHeight();
    return image.getSubimage(
        width * left / 100,
        height * top / 100,
        width * (100 - left - right) / 100,
        height * (100 - top - bottom) / 100);
  }

  /** How many captured pictures are found again after a change; none is taken for another. */
  private static int found(Change change) throws IOException {
    List<BufferedImage> images = captured();
    Pictures<Integer> pictures = new Pictures<>();
    for (int i = 0; i < images.size(); i++) {
      pictures.add(Objects.requireNonNull(looks(images.get(i))), i);
    }
    int found = 0;
    for (int i = 0; i < images.size(); i++) {
      int document = find(pictures, change.of(images.get(i)));
      assertThat(document).isIn(-1, i);
      found += document == i ? 1 : 0;
    }
    return found;
  }

  private interface Change {
    BufferedImage of(BufferedImage image) throws IOException;
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 2, 2",
    "5, 5, 5, 5",
    "10, 10, 10, 10",
    "5, 0, 0, 0",
    "0, 0, 10, 0",
    "0, 25, 0, 0",
    "5, 5, 0, 0",
    "0, 3, 8, 1"
  })
  void knowsAPictureOfWhichAPartIsCutOff(int left, int top, int right, int bottom)
      throws IOException {
    assertThat(found(image -> cut(image, left, top, right, bottom)))
        .isGreaterThanOrEqualTo(MOST_OF_THEM);
  }

  @Test
  void knowsACutPictureInAnotherSize() throws IOException {
    assertThat(
            found(
                image -> {
                  Image small =
                      cut(image, 5, 5, 5, 5).getScaledInstance(320, -1, Image.SCALE_AREA_AVERAGING);
                  return draw(
                      canvas(small.getWidth(null), small.getHeight(null), Color.WHITE),
                      small,
                      0,
                      0);
                }))
        .isGreaterThanOrEqualTo(MOST_OF_THEM);
  }

  @Test
  void knowsAPictureWithABorder() throws IOException {
    assertThat(
            found(
                image ->
                    draw(
                        canvas(image.getWidth() + 40, image.getHeight() + 40, Color.WHITE),
                        image,
                        20,
                        20)))
        .isGreaterThanOrEqualTo(MOST_OF_THEM - 2);
  }

  @Test
  void knowsACutPictureWithABarOverIt() throws IOException {
    assertThat(
            found(
                image -> {
                  BufferedImage cut = cut(image, 5, 5, 5, 5);
                  BufferedImage copy =
                      draw(canvas(cut.getWidth(), cut.getHeight(), Color.WHITE), cut, 0, 0);
                  return draw(copy, canvas(cut.getWidth(), cut.getHeight() / 8, Color.RED), 0, 9);
                }))
        .isGreaterThanOrEqualTo(MOST_OF_THEM - 2);
  }

  @Test
  void takesNoPictureForAnotherOne() throws IOException {
    Pictures<Integer> pictures = new Pictures<>();
    for (BufferedImage image : captured()) {
      pictures.add(Objects.requireNonNull(looks(image)), 1);
    }
    for (int i = 0; i < 80; i++) {
      assertThat(find(pictures, scene(1_000 + i))).isEqualTo(-1);
    }
  }

  /** The window of a program, with what one user or another has in it. */
  private static BufferedImage window(int seed) {
    BufferedImage window = canvas(640, 480, new Color(0xf4f4f4));
    draw(window, canvas(640, 44, new Color(0x203050)), 0, 0);
    for (int i = 0; i < 6; i++) {
      draw(window, canvas(24, 24, new Color(0x4080c0)), 12, 60 + 60 * i);
      draw(window, canvas(70, 8, Color.GRAY), 44, 68 + 60 * i);
    }
    BufferedImage content = scene(seed).getSubimage(0, 0, 500, 420);
    return draw(window, content, 130, 52);
  }

  @Test
  void takesNoWindowForAnotherOneOfTheSameProgram() throws IOException {
    Pictures<Integer> pictures = new Pictures<>();
    pictures.add(Objects.requireNonNull(looks(window(1))), 1);

    for (int i = 2; i < 30; i++) {
      assertThat(find(pictures, window(i))).isEqualTo(-1);
    }
  }

  /** Lines of grey words: of two pages the lines are at the same places. */
  private static BufferedImage page(int seed) {
    Random random = new Random(seed);
    BufferedImage page = canvas(600, 800, Color.WHITE);
    for (int y = 60; y < 740; y += 20) {
      int x = 50;
      while (x < 520) {
        int width = 8 + random.nextInt(60);
        draw(page, canvas(width, 9, Color.DARK_GRAY), x, y);
        x += width + 7;
      }
    }
    return page;
  }

  @Test
  void takesNoPageOfTextForAnotherOne() throws IOException {
    Pictures<Integer> pictures = new Pictures<>();
    for (int i = 0; i < 10; i++) {
      Appearance looks = looks(page(i));
      if (looks != null) {
        pictures.add(looks, 1);
      }
    }
    for (int i = 10; i < 40; i++) {
      assertThat(find(pictures, page(i))).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 400})
  void keepsAtMostAKibibyteOfEachPicture(int count) throws IOException {
    Pictures<Integer> pictures = new Pictures<>();
    Appearance looks = Objects.requireNonNull(looks(scene(1)));
    pictures.add(looks, 0);
    long first = pictures.bytes();

    for (int i = 0; i < count; i++) {
      pictures.add(looks, i);
    }

    assertThat((pictures.bytes() - first) / count).isLessThanOrEqualTo(1_024);
  }

  @Test
  void comparesWithManyPicturesThatLookAlikeInBoundedWork() throws IOException {
    Pictures<Integer> pictures = new Pictures<>();
    Appearance looks = Objects.requireNonNull(looks(scene(1)));
    for (int i = 0; i < 4_000; i++) {
      pictures.add(looks, i);
    }
    Work work = new Work(Long.MAX_VALUE >> 1, Long.MAX_VALUE);

    pictures.find(Objects.requireNonNull(looks(cut(scene(1), 5, 5, 5, 5))), each -> true, work);

    assertThat(work.steps()).isBetween(4_000L, 8L << 20);
  }

  @Test
  void chargesASmallPictureBeforeItIsLookedAt() throws IOException {
    byte[] file = jpeg(scene(1));

    assertThatThrownBy(() -> Pictures.appearance(file, new Work(1 << 20, Long.MAX_VALUE)))
        .isInstanceOf(Work.UsedUp.class);
  }

  @Test
  void forgetsPicturesAndKnowsTheOthersByTheirKeyPoints() throws IOException {
    Pictures<Integer> pictures = new Pictures<>();
    for (int i = 0; i < 12; i++) {
      pictures.add(Objects.requireNonNull(looks(scene(i))), i);
    }
    long before = pictures.bytes();
    pictures.removeIf(document -> document % 3 == 0);

    for (int i = 0; i < 12; i++) {
      BufferedImage cut = cut(scene(i), 5, 5, 0, 0);
      assertThat(find(pictures, cut)).as("scene %s", i).isEqualTo(i % 3 == 0 ? -1 : i);
    }
    assertThat(pictures.bytes()).isLessThan(before);
    pictures.removeIf(document -> true);
    assertThat(pictures.isEmpty()).isTrue();
  }

  @Test
  void aDocumentThatDoesNotCountIsNotFound() throws IOException {
    Pictures<Integer> pictures = new Pictures<>();
    pictures.add(Objects.requireNonNull(looks(scene(1))), 1);
    Appearance cut = Objects.requireNonNull(looks(cut(scene(1), 5, 5, 5, 5)));

    assertThat(pictures.find(cut, document -> document != 1, ENDLESS)).isNull();
    assertThat(pictures.find(cut, document -> true, ENDLESS)).isEqualTo(1);
  }
}
