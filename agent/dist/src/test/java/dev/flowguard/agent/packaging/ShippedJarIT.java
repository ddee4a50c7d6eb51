package dev.flowguard.agent.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.gates.Clients;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
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
                    || name.startsWith("com/google/re2j")
                    || name.startsWith("org/brotli/dec")
                    || name.startsWith("org/snakeyaml/engine")
                    || name.startsWith("picocli")
                    || name.startsWith("okhttp3")
                    || name.startsWith("okio")
                    || name.startsWith("kotlin")
                    || name.equals("java/lang"));
  }

  @Test
  void holdsEachClassThatItsOwnCodeNames() throws IOException {
    Set<String> held = new TreeSet<>();
    Set<String> named = new TreeSet<>();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (JarEntry entry : jar.stream().toList()) {
        String name = entry.getName();
        if (!name.endsWith(".classdata") && !name.endsWith(".class")) {
          continue;
        }
        held.add(name.replaceFirst("^inst/", "").replaceFirst("[.]class(data)?$", ""));
        if (name.startsWith("inst/dev/flowguard/")) {
          byte[] classFile = jar.getInputStream(entry).readAllBytes();
          new ClassReader(classFile).accept(new ClassRemapper(null, collectInto(named)), 0);
        }
      }
    }
    assertThat(named)
        .hasSizeGreaterThan(300)
        .allMatch(
            name ->
                held.contains(name)
                    || isOfTheJdk(name)
                    || isOfAClient(name)
                    || name.startsWith("org/jspecify/"), // annotations, for compilers only
            "in the jar, in the JDK or in a client that is guarded");
  }

  private static Remapper collectInto(Set<String> names) {
    return new Remapper() {
      @Override
      public String map(String internalName) {
        names.add(internalName);
        return internalName;
      }
    };
  }

  private static boolean isOfAClient(String name) {
    return new Clients()
        .get().stream()
            .flatMap(client -> client.packages().stream())
            .anyMatch(clientPackage -> name.startsWith(clientPackage + "/"));
  }

  private static boolean isOfTheJdk(String name) {
    String packageName = name.substring(0, name.lastIndexOf('/')).replace('/', '.');
    return ModuleFinder.ofSystem().findAll().stream()
        .anyMatch(module -> module.descriptor().packages().contains(packageName));
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
