package dev.flowguard.agent.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.provenance.PublishedFile;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resources are read from jars and folders, without asking a class loader. */
class ClassPathTest {
  @TempDir Path folder;

  private File jar(String... entries) throws IOException {
    File jar = folder.resolve("app.jar").toFile();
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar.toPath()))) {
      for (String entry : entries) {
        out.putNextEntry(new ZipEntry(entry));
        out.write(entry.getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private static List<String> found(String pattern, File root, int most) throws IOException {
    return ClassPath.find(pattern, root, most).files().stream()
        .map(PublishedFile::bytes)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void resourcesOfAJarAreFoundByPattern() throws IOException {
    File jar = jar("templates/a.html", "templates/mail/b.html", "messages.properties", "x/A.class");

    assertThat(found("classpath:/templates/**", jar, 9))
        .containsExactly("templates/a.html", "templates/mail/b.html");
    assertThat(found("classpath:templates/*", jar, 9)).containsExactly("templates/a.html");
    assertThat(found("classpath:/messages*.properties", jar, 9))
        .containsExactly("messages.properties");
    assertThat(found("classpath:/none/**", jar, 9)).isEmpty();
  }

  @Test
  void classesOfSpringBootJarsAndWebArchivesAreRoots() throws IOException {
    File jar = jar("BOOT-INF/classes/templates/a.html", "WEB-INF/classes/templates/b.html");

    assertThat(found("classpath:/templates/**", jar, 9)).hasSize(2);
  }

  @Test
  void resourcesOfAFolderAreFound() throws IOException {
    Files.createDirectories(folder.resolve("templates"));
    Files.writeString(folder.resolve("templates/a.html"), "a page");

    assertThat(found("classpath:/templates/**", folder.toFile(), 9)).containsExactly("a page");
  }

  @Test
  void whatIsTooMuchIsNotReadAndReported() throws IOException {
    File jar = jar("t/a", "t/b", "t/c");

    assertThat(found("classpath:/t/**", jar, 2)).hasSize(2);
    assertThat(ClassPath.find("classpath:/t/**", jar, 2).isCut()).isTrue();
    assertThat(ClassPath.find("classpath:/t/**", jar, 3).isCut()).isFalse();
  }

  @Test
  void aResourceThatIsTooLargeIsNotRead() throws IOException {
    Files.write(folder.resolve("large"), new byte[ClassPath.LONGEST + 1]);

    ClassPath.Found found = ClassPath.find("classpath:/large", folder.toFile(), 9);

    assertThat(found.files()).isEmpty();
    assertThat(found.isCut()).isTrue();
  }

  @Test
  void theJarOfALoadedClassIsOnTheClassPath() throws Exception {
    Path classes = Files.createDirectory(folder.resolve("web app"));
    String file = Loaded.class.getName().replace('.', '/') + ".class";
    Files.createDirectories(classes.resolve(file).getParent());
    try (var in = Loaded.class.getClassLoader().getResourceAsStream(file)) {
      Files.copy(in, classes.resolve(file));
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
      Class<?> loaded = loader.loadClass(Loaded.class.getName());

      assertThat(ClassPath.of(new Class<?>[] {loaded, String.class})).contains(classes.toFile());
    }
  }

  /** Loaded from a folder. */
  static final class Loaded {}
}
