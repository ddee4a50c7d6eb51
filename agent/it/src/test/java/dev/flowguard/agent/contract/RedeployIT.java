package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A web application that is undeployed after the guard has looked at its users' pictures. */
@ParameterizedClass(name = "{0}")
@MethodSource("jdks")
class RedeployIT {
  private static final String POLICY =
      """
      policy: redeploy
      processors:
        target:
          hosts: [localhost]
          text: structured
          accepts-files: [{ host: localhost, path: /files }]
      categories: { uploaded-photo: { shapes: [image-file] } }
      rules: [{ id: no-photos, never: [uploaded-photo], reach: [target] }]
      """;

  @Parameter Path jdk;
  @TempDir Path folder;

  static Stream<Path> jdks() {
    return Jdks.all().stream();
  }

  /** A picture with large shapes, as photos have. */
  private static BufferedImage photo(long seed, int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    Random random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      int size = side / 8 + (int) (random.nextDouble() * side / 3);
      graphics.fillOval(
          (int) (random.nextDouble() * side) - size / 2,
          (int) (random.nextDouble() * side) - size / 2,
          size,
          size);
    }
    graphics.dispose();
    return image;
  }

  private static byte[] file(BufferedImage image, String format) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  @Test
  void neitherHoldsTheApplicationNorLoadsItsPlugInForPictures() throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Path services = folder.resolve("web").resolve("META-INF").resolve("services");
    Files.createDirectories(services);
    Files.writeString(
        services.resolve("javax.imageio.spi.ImageReaderSpi"), PicturePlugIn.class.getName());
    String classes = Path.of("target", "test-classes").toAbsolutePath().toString();
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm =
            new ForkedJvm(
                jdk,
                folder,
                List.of(
                    "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal",
                    "-Dweb.classes=" + classes),
                List.of(classes, Path.of("target", "clients", "api").toAbsolutePath() + "/*"),
                "RedeployedApplication",
                "x".repeat(40))) {
      String url = server.url("localhost", "/files");

      assertThat(send(jvm, "PUT", url, file(photo(1, 400), "png"))).isEqualTo("200");
      // Another file that looks the same: the guard has read the pixels of both.
      assertThat(send(jvm, "POST", url, file(photo(1, 300), "jpg")))
          .contains("BlockedRequestException", "uploaded-photo");
      assertThat(send(jvm, "POST", url, file(photo(2, 300), "jpg"))).isEqualTo("200");
      assertThat(send(jvm, "DELETE", url, new byte[0])).isEqualTo("200");
    }
  }

  private static String send(ForkedJvm jvm, String method, String url, byte[] body) {
    return jvm.send(method, url, "", Sender.Kind.BYTES, body, 0);
  }
}
