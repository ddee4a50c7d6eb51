package dev.flowguard.agent.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.gates.Clients;
import dev.flowguard.agent.taps.Drivers;
import dev.flowguard.agent.taps.Exchanges;
import dev.flowguard.agent.taps.KafkaClients;
import dev.flowguard.agent.taps.MongoDrivers;
import dev.flowguard.agent.taps.RedisClients;
import dev.flowguard.agent.taps.ServerRequests;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedJarIT {
  private static final Path JAR = Path.of("target", "flowguard-agent.jar");

  private static List<String> entries() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      return jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();
    }
  }

  /** The entries of the archives that hold the guard's own classes. */
  private static Map<String, byte[]> held(String... archives) throws IOException {
    Map<String, byte[]> held = new TreeMap<>();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (String archive : archives) {
        JarEntry entry = jar.getJarEntry(archive);
        try (ZipInputStream in = new ZipInputStream(jar.getInputStream(entry))) {
          for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
            assertThat(held.put(each.getName(), in.readAllBytes())).as(each.getName()).isNull();
          }
        }
      }
    }
    return held;
  }

  private static Map<String, byte[]> held() throws IOException {
    return held("inst/start.zip", "inst/core.zip", "inst/cli.zip", "inst/alerts.zip");
  }

  @Test
  void showsAClassPathTheShimAndTheApiOnly() throws IOException {
    assertThat(entries())
        .filteredOn(name -> !name.startsWith("META-INF/licenses/"))
        .containsExactlyInAnyOrder(
            "META-INF/LICENSE",
            "META-INF/MANIFEST.MF",
            "META-INF/NOTICE",
            "META-INF/THIRD-PARTY",
            "dev/flowguard/agent/start/Agent.class",
            "dev/flowguard/agent/start/CoreLoader$InMemory$1.class",
            "dev/flowguard/agent/start/CoreLoader$InMemory.class",
            "dev/flowguard/agent/start/CoreLoader.class",
            "dev/flowguard/agent/start/JarEntries$Part.class",
            "dev/flowguard/agent/start/JarEntries.class",
            "dev/flowguard/agent/start/Main.class",
            "dev/flowguard/agent/start/ZipEntries$Entry.class",
            "dev/flowguard/agent/start/ZipEntries.class",
            "dev/flowguard/api/BlockedRequestException.class",
            "dev/flowguard/api/BlockedTlsException.class",
            "dev/flowguard/api/Flowguard$Allowance.class",
            "dev/flowguard/api/Flowguard$Bridge.class",
            "dev/flowguard/api/Flowguard.class",
            "inst/alerts.zip",
            "inst/cli.zip",
            "inst/core.zip",
            "inst/start.zip");
  }

  @Test
  void holdsWhatEachStartLoadsUnpacked() throws IOException {
    List<String> listed = new ArrayList<>();
    for (String list : List.of("entries.txt", "named-policy.txt")) {
      listed.addAll(Files.readAllLines(Path.of("src/main/start", list)));
    }
    assertThat(held("inst/start.zip").keySet()).containsExactlyInAnyOrderElementsOf(listed);
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getJarEntry("inst/start.zip").getMethod()).isEqualTo(ZipEntry.STORED);
    }
  }

  @Test
  void holdsNothingButWhatIsListed() throws IOException {
    assertThat(held().keySet())
        .allMatch(
            name ->
                name.startsWith("dev/flowguard/")
                    || name.startsWith("java/lang/FlowguardBridge")
                    || PACKED.keySet().stream().anyMatch(name::startsWith));
  }

  /** Where each packed library lies, and its artifact. */
  private static final Map<String, String> PACKED =
      Map.of(
          "com/fasterxml/jackson", "com.fasterxml.jackson.core:jackson-core",
          "com/google/re2j", "com.google.re2j:re2j",
          "kotlin", "org.jetbrains.kotlin:kotlin-stdlib",
          "net/bytebuddy", "net.bytebuddy:byte-buddy",
          "okhttp3", "com.squareup.okhttp3:okhttp-jvm",
          "okio", "com.squareup.okio:okio-jvm",
          "org/brotli/dec", "org.brotli:dec",
          "org/snakeyaml/engine", "org.snakeyaml:snakeyaml-engine",
          "picocli", "info.picocli:picocli");

  @Test
  void carriesItsLicenceAndThoseOfAllThatItPacks() throws IOException {
    assertThat(text("META-INF/LICENSE")).contains("Apache License", "Version 2.0, January 2004");
    assertThat(text("META-INF/NOTICE")).contains("Flowguard");
    List<String> lines = text("META-INF/THIRD-PARTY").lines().skip(3).toList();
    assertThat(lines)
        .filteredOn(line -> line.matches("[^ ].*"))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactlyInAnyOrderElementsOf(PACKED.values());
    assertThat(lines)
        .filteredOn(line -> line.startsWith("  "))
        .hasSizeGreaterThanOrEqualTo(PACKED.size())
        .allSatisfy(
            line -> {
              for (String named : line.substring(line.indexOf(": ") + 2).split(", ")) {
                assertThat(text("META-INF/" + named)).as(line).isNotBlank();
              }
            });
    assertThat(held().keySet())
        .noneMatch(name -> name.contains("PublicSuffixDatabase.list")); // MPL-2.0
    assertThat(text("META-INF/licenses/byte-buddy/ASM")).contains("INRIA, France Telecom");
    assertThat(text("META-INF/licenses/re2j/LICENSE")).contains("The Go Authors");
    assertThat(text("META-INF/licenses/brotli/LICENSE")).contains("the Brotli Authors");
    assertThat(text("META-INF/licenses/jackson-core/NOTICE")).contains("Tatu Saloranta");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        com.fasterxml.jackson.core.JsonFactory.class,
        com.google.re2j.Pattern.class,
        net.bytebuddy.jar.asm.ClassReader.class,
        org.brotli.dec.BrotliInputStream.class,
        org.snakeyaml.engine.v2.api.Load.class,
        picocli.CommandLine.class
      })
  void listsEachPackedLibraryWithItsVersion(Class<?> of) throws IOException {
    String jar =
        Path.of(of.getProtectionDomain().getCodeSource().getLocation().getPath())
            .getFileName()
            .toString();
    assertThat(text("META-INF/THIRD-PARTY").lines())
        .anyMatch(line -> jar.equals(line.replaceFirst(".*:", "").replace(' ', '-') + ".jar"));
  }

  @Test
  void listsTheVersionsOfTheSenderOfAlerts() throws IOException {
    assertThat(text("META-INF/THIRD-PARTY"))
        .doesNotContain("${")
        .containsPattern("okhttp-jvm +5[.]")
        .containsPattern("okio-jvm +3[.]")
        .containsPattern("kotlin-stdlib +2[.]");
  }

  private static String text(String name) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      JarEntry entry = jar.getJarEntry(name);
      assertThat(entry).as(name).isNotNull();
      return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void holdsEachClassThatItsOwnCodeNames() throws IOException {
    Map<String, byte[]> held = held();
    Set<String> named = new TreeSet<>();
    held.forEach(
        (name, bytes) -> {
          if (name.startsWith("dev/flowguard/") && name.endsWith(".class")) {
            new ClassReader(bytes).accept(new ClassRemapper(null, collectInto(named)), 0);
          }
        });
    List<String> visible = entries();
    assertThat(named)
        .hasSizeGreaterThan(300)
        .allMatch(
            name ->
                held.containsKey(name + ".class")
                    || visible.contains(name + ".class")
                    || isOfTheJdk(name)
                    || isOfAClient(name)
                    || name.startsWith("org/jspecify/"), // annotations, for compilers only
            "in the jar, in the JDK or in a library that is hooked");
  }

  /** Classes of libraries that nothing reaches are left out. */
  @Test
  void holdsEachClassOfALibraryThatAnythingButGatesAndTapsNames() throws IOException {
    Map<String, byte[]> held = held();
    Set<String> named = new TreeSet<>();
    held.forEach(
        (name, bytes) -> {
          if (name.endsWith(".class") && !name.matches("dev/flowguard/agent/(gates|taps)/.*")) {
            new ClassReader(bytes).accept(new ClassRemapper(null, collectInto(named)), 0);
          }
        });
    assertThat(named)
        .filteredOn(name -> name.matches("(kotlin|okhttp3|okio|com/fasterxml|org/snakeyaml)/.*"))
        .hasSizeGreaterThan(300)
        .allMatch(name -> held.containsKey(name + ".class"), "in the jar");
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
    return Stream.of(
            new Clients(),
            new ServerRequests(),
            new Exchanges(),
            new Drivers(),
            new KafkaClients(),
            new MongoDrivers(),
            new RedisClients())
        .flatMap(list -> list.get().stream())
        .flatMap(client -> client.packages().stream())
        .anyMatch(clientPackage -> name.startsWith(clientPackage + "/"));
  }

  private static boolean isOfTheJdk(String name) {
    String packageName = name.substring(0, name.lastIndexOf('/')).replace('/', '.');
    return ModuleFinder.ofSystem().findAll().stream()
        .anyMatch(module -> module.descriptor().packages().contains(packageName));
  }

  @Test
  void staysBelowEightMegabytes() throws IOException {
    assertThat(Files.size(JAR)).isLessThan(8_000_000);
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
