package dev.flowguard.agent.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

class ShippedJarIT {
  private static final Path JAR = Path.of("target", "flowguard-agent.jar");

  private static List<String> entries() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      return jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();
    }
  }

  @Test
  void showsAClassPathTheShimAndTheApiOnly() throws IOException {
    assertThat(entries())
        .filteredOn(name -> !name.startsWith("inst/"))
        .containsExactlyInAnyOrder(
            "META-INF/MANIFEST.MF",
            "dev/flowguard/agent/start/Agent.class",
            "dev/flowguard/agent/start/CoreLoader.class",
            "dev/flowguard/agent/start/Main.class",
            "dev/flowguard/api/BlockedRequestException.class",
            "dev/flowguard/api/BlockedTlsException.class",
            "dev/flowguard/api/Flowguard$Bridge.class",
            "dev/flowguard/api/Flowguard.class");
  }

  @Test
  void hidesItsClassesFromScanners() throws IOException {
    assertThat(entries())
        .filteredOn(name -> name.startsWith("inst/"))
        .noneMatch(name -> name.endsWith(".class"));
  }

  @Test
  void holdsNothingButWhatIsListed() throws IOException {
    Set<String> packages = new TreeSet<>();
    for (String name : entries()) {
      if (name.startsWith("inst/")) {
        String[] parts = name.split("/");
        packages.add(String.join("/", List.of(parts).subList(1, Math.min(4, parts.length - 1))));
      }
    }
    assertThat(packages)
        .allMatch(
            name ->
                name.startsWith("dev/flowguard/")
                    || name.startsWith("net/bytebuddy")
                    || name.startsWith("com/fasterxml/jackson")
                    || name.startsWith("org/snakeyaml/engine")
                    || name.startsWith("picocli")
                    || name.startsWith("okhttp3")
                    || name.startsWith("okio")
                    || name.startsWith("kotlin")
                    || name.equals("java/lang"));
  }

  @Test
  void staysBelowTwelveMegabytes() throws IOException {
    assertThat(Files.size(JAR)).isLessThan(12_000_000);
  }

  @Test
  void givesAnOldJvmAClassThatItCanLoad() throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {JAR.toUri().toURL()}, null)) {
      for (String name : List.of("agent/start/Agent", "agent/start/CoreLoader", "api/Flowguard")) {
        byte[] classFile =
            loader.getResourceAsStream("dev/flowguard/" + name + ".class").readAllBytes();
        assertThat(classFile[7]).as(name).isEqualTo((byte) 52);
      }
    }
  }
}
