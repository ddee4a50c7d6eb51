package dev.flowguard.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFilesTest {
  @TempDir Path folder;

  private Path jar(String name, Object... entries) throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) entries[i]));
        zip.write((byte[]) entries[i + 1]);
        zip.closeEntry();
      }
    }
    return file;
  }

  private static ClassFiles of(Path path) throws IOException {
    ClassFiles classes = new ClassFiles();
    classes.add(path);
    return classes;
  }

  @Test
  void readsFoldersAndJars() throws Exception {
    Path classes = Files.createDirectories(folder.resolve("classes/com/acme"));
    Files.write(classes.resolve("Chat$Message.class"), new byte[] {1});
    Files.write(classes.resolve("notes.txt"), new byte[] {2});

    assertThat(of(folder.resolve("classes")).byName()).containsOnlyKeys("com/acme/Chat$Message");
    assertThat(of(jar("a.jar", "com/acme/Chat.class", new byte[] {1})).byName())
        .containsOnlyKeys("com/acme/Chat");
  }

  @Test
  void readsExecutableJarsAndWebArchives() throws Exception {
    byte[] library = Files.readAllBytes(jar("lib.jar", "x/In.class", new byte[] {1}));
    Path boot =
        jar(
            "app.jar",
            "BOOT-INF/classes/y/Out.class",
            new byte[] {2},
            "BOOT-INF/lib/l.jar",
            library);
    Path web =
        jar("app.war", "WEB-INF/classes/y/Out.class", new byte[] {2}, "WEB-INF/lib/l.jar", library);

    assertThat(of(boot).byName()).containsOnlyKeys("x/In", "y/Out");
    assertThat(of(web).byName()).containsOnlyKeys("x/In", "y/Out");
  }

  @Test
  void refusesWhatIsNotAJar() throws Exception {
    Path file = Files.writeString(folder.resolve("notes.txt"), "not a jar");

    assertThatThrownBy(() -> of(file)).isInstanceOf(IOException.class).hasMessage("is not a jar");
  }
}
