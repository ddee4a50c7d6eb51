package dev.flowguard.agent.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The class files of a class path: of folders, jars, and jars that hold jars, as executable Spring
 * Boot jars and web archives do. Held in memory, at most {@value #MOST_BYTES} bytes.
 */
final class ClassFiles {
  private static final long MOST_BYTES = 1L << 30;
  private static final String CLASS = ".class";
  private static final String[] ROOTS = {"BOOT-INF/classes/", "WEB-INF/classes/"};

  private final Map<String, byte[]> byName = new HashMap<>();
  private long bytes;

  /**
   * Reads a folder or a jar.
   *
   * @throws IOException if it cannot be read, or is larger than can be held
   */
  void add(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          String name = path.relativize(file).toString().replace('\\', '/');
          if (name.endsWith(CLASS)) {
            add(name, Files.readAllBytes(file));
          }
        }
      }
    } else {
      try (InputStream in = Files.newInputStream(path)) {
        addJar(in, true);
      }
    }
  }

  private void addJar(InputStream in, boolean isOutermost) throws IOException {
    ZipInputStream jar = new ZipInputStream(in);
    boolean isJar = false;
    for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
      isJar = true;
      String name = entry.getName();
      if (name.endsWith(CLASS)) {
        add(name, jar.readAllBytes());
      } else if (isOutermost && name.endsWith(".jar")) {
        addJar(new ByteArrayInputStream(jar.readAllBytes()), false);
      }
    }
    if (isOutermost && !isJar) {
      throw new IOException("is not a jar");
    }
  }

  private void add(String file, byte[] classFile) throws IOException {
    String name = file.substring(0, file.length() - CLASS.length());
    for (String root : ROOTS) {
      name = name.startsWith(root) ? name.substring(root.length()) : name;
    }
    bytes += classFile.length;
    if (bytes > MOST_BYTES) {
      throw new IOException("holds more than 1 GiB of classes: name the application's own jars");
    }
    byName.putIfAbsent(name, classFile);
  }

  /** Class files by internal name, such as {@code com/acme/Chat$Message}. */
  Map<String, byte[]> byName() {
    return byName;
  }
}
