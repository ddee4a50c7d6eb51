package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * An executable jar as Spring Boot's Maven plugin packs it: the loader at the root, the application
 * and its jars within.
 */
final class ExecutableJar {
  private static final Path LOADER =
      Path.of("target", "companions", "spring-boot-loader.jar").toAbsolutePath();

  private ExecutableJar() {}

  /**
   * Packs the programs of this package, with {@code flowguard-api}.
   *
   * @param files more files of the application, by name
   */
  static Path pack(Path jar, Class<?> main, List<Path> jars, Map<String, String> files)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(
        Attributes.Name.MAIN_CLASS, "org.springframework.boot.loader.launch.JarLauncher");
    attributes.putValue("Start-Class", main.getName());
    attributes.putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
    attributes.putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
    Path classes = Path.of("target", "test-classes");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (String directory : List.of("BOOT-INF/", "BOOT-INF/classes/", "BOOT-INF/lib/")) {
        put(out, directory, new byte[0]);
      }
      try (JarFile loader = new JarFile(LOADER.toFile())) {
        for (JarEntry entry : (Iterable<JarEntry>) loader.stream()::iterator) {
          if (entry.getName().endsWith(".class")) {
            put(out, entry.getName(), loader.getInputStream(entry).readAllBytes());
          }
        }
      }
      try (Stream<Path> all = Files.walk(classes.resolve("dev/flowguard/agent/contract"))) {
        for (Path each : all.filter(Files::isRegularFile).toList()) {
          put(out, "BOOT-INF/classes/" + classes.relativize(each), Files.readAllBytes(each));
        }
      }
      for (Map.Entry<String, String> each : files.entrySet()) {
        put(
            out,
            "BOOT-INF/classes/" + each.getKey(),
            each.getValue().getBytes(StandardCharsets.UTF_8));
      }
      List<Path> within = new ArrayList<>(jars);
      try (Stream<Path> all = Files.list(Path.of("target", "clients", "api"))) {
        all.forEach(within::add);
      }
      for (Path each : within) {
        store(out, "BOOT-INF/lib/" + each.getFileName(), Files.readAllBytes(each));
      }
    }
    return jar;
  }

  private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(bytes);
  }

  /** Jars within are not compressed: the loader reads them in place. */
  private static void store(JarOutputStream out, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    entry.setCrc(crc.getValue());
    out.putNextEntry(entry);
    out.write(bytes);
  }
}
