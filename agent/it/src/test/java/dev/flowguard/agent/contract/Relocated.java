package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;

/** Packs libraries and what uses them into one jar, with their packages renamed. */
final class Relocated {
  private static final String SERVICES = "META-INF/services/";

  private final Map<String, String> packages;
  private final Set<String> written = new HashSet<>();
  private final JarOutputStream out;

  private Relocated(Map<String, String> packages, JarOutputStream out) {
    this.packages = packages;
    this.out = out;
  }

  /**
   * @param packages internal names, old and new
   * @param jars of the libraries
   * @param classes folder of what uses them
   * @param program simple name of the class there, whose nested classes come with it
   */
  static void write(
      Path to, Map<String, String> packages, List<Path> jars, Path classes, String program)
      throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
      Relocated copy = new Relocated(packages, out);
      for (Path jar : jars) {
        try (ZipFile from = new ZipFile(jar.toFile())) {
          for (ZipEntry entry : from.stream().filter(each -> !each.isDirectory()).toList()) {
            try (InputStream in = from.getInputStream(entry)) {
              copy.add(entry.getName(), in.readAllBytes());
            }
          }
        }
      }
      try (Stream<Path> all = Files.walk(classes)) {
        for (Path each : all.filter(Files::isRegularFile).toList()) {
          String name = each.getFileName().toString();
          if (name.equals(program + ".class") || name.startsWith(program + "$")) {
            copy.add(classes.relativize(each).toString(), Files.readAllBytes(each));
          }
        }
      }
    }
  }

  private void add(String path, byte[] bytes) throws IOException {
    boolean isOfTheJarAlone = path.startsWith("META-INF/") && !path.startsWith(SERVICES);
    if (isOfTheJarAlone || path.endsWith("module-info.class")) {
      return;
    }
    String name;
    byte[] content = bytes;
    if (path.endsWith(".class")) {
      name = map(path.substring(0, path.length() - 6)) + ".class";
      content = renamed(bytes);
    } else if (path.startsWith(SERVICES)) {
      name = SERVICES + dotted(path.substring(SERVICES.length()));
      content = dotted(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    } else {
      name = map(path);
    }
    if (written.add(name)) {
      out.putNextEntry(new ZipEntry(name));
      out.write(content);
      out.closeEntry();
    }
  }

  private byte[] renamed(byte[] classFile) {
    ClassWriter writer = new ClassWriter(0);
    Remapper names =
        new Remapper(Opcodes.ASM9) {
          @Override
          public String map(String internalName) {
            return Relocated.this.map(internalName);
          }

          @Override
          public Object mapValue(Object value) {
            return value instanceof String text ? dotted(text) : super.mapValue(value);
          }
        };
    new ClassReader(classFile).accept(new ClassRemapper(writer, names), 0);
    return writer.toByteArray();
  }

  private String map(String internalName) {
    for (Map.Entry<String, String> each : packages.entrySet()) {
      if (internalName.startsWith(each.getKey() + "/")) {
        return each.getValue() + internalName.substring(each.getKey().length());
      }
    }
    return internalName;
  }

  /** Names of classes in text. */
  private String dotted(String text) {
    for (Map.Entry<String, String> each : packages.entrySet()) {
      String from = each.getKey().replace('/', '.');
      if (text.startsWith(from + ".")) {
        return each.getValue().replace('/', '.') + text.substring(from.length());
      }
    }
    return text;
  }
}
