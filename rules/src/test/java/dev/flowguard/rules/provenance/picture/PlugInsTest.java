package dev.flowguard.rules.provenance.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plug-ins of an application in whose context a picture is read for the first time in a JVM. */
class PlugInsTest {
  @TempDir Path folder;

  /** Runs in a JVM of its own, because the JDK looks for plug-ins once. */
  static final class Application {
    private Application() {}

    public static void main(String[] arguments) throws Exception {
      byte[] picture = Files.readAllBytes(Path.of(arguments[0]));
      WeakReference<ClassLoader> gone = readIn(Path.of(arguments[1]), picture);
      boolean isLoaded = System.getProperty(PicturePlugIn.LOADED) != null;
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!isLoaded && gone.get() != null && System.nanoTime() < until) {
        System.gc();
        TimeUnit.MILLISECONDS.sleep(50);
      }
      System.out.print("loaded " + isLoaded + ", held " + (gone.get() != null));
    }

    private static WeakReference<ClassLoader> readIn(Path services, byte[] picture)
        throws Exception {
      Path classes =
          Path.of(PlugInsTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      URL[] urls = {services.toUri().toURL(), classes.toUri().toURL()};
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
        thread.setContextClassLoader(loader);
        if (Pictures.appearance(picture, Pictures.work(picture.length)) == null) {
          throw new IllegalStateException("the picture was not read");
        }
        return new WeakReference<>(loader);
      } finally {
        thread.setContextClassLoader(before);
      }
    }
  }

  @Test
  void areNeitherLoadedNorHeld() throws Exception {
    Path services = folder.resolve("META-INF").resolve("services");
    Files.createDirectories(services);
    Files.writeString(
        services.resolve("javax.imageio.spi.ImageReaderSpi"), PicturePlugIn.class.getName());
    Path picture = folder.resolve("picture.png");
    Files.write(picture, picture());
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");

    Process process =
        new ProcessBuilder(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Application.class.getName(),
                picture.toString(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes());
    process.waitFor();

    assertThat(printed).isEqualTo("loaded false, held false");
  }

  private static byte[] picture() throws Exception {
    BufferedImage image = new BufferedImage(300, 300, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < 40; i++) {
      graphics.setColor(new Color(i * 7919 * 331 & 0xffffff));
      graphics.fillOval(i * 97 % 250, i * 61 % 250, 40 + i * 13 % 60, 40 + i * 7 % 60);
    }
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "png", out)).isTrue();
    return out.toByteArray();
  }
}
