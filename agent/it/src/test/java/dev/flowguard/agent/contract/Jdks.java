package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The JDKs that forked JVMs run on. */
final class Jdks {
  private Jdks() {}

  /** The JDK of the tests, and 25 where it is installed or named. */
  static List<Path> all() {
    List<Path> jdks = new ArrayList<>();
    jdks.add(Path.of(System.getProperty("java.home")));
    String named = System.getProperty("flowguard.jdk25", "");
    if (!named.isEmpty()) {
      jdks.add(Path.of(named));
    } else if (Runtime.version().feature() < 25) {
      try (Stream<Path> installed = Files.list(Path.of("/usr/lib/jvm"))) {
        installed
            .filter(path -> path.getFileName().toString().contains("25"))
            .filter(path -> Files.isExecutable(path.resolve("bin/java")))
            .limit(1)
            .forEach(jdks::add);
      } catch (IOException e) {
        System.out.println(
            "Only JDK " + Runtime.version().feature() + " is tested: no other found");
      }
    }
    return jdks;
  }

  /** The feature release of a JDK, as its {@code release} file says. */
  static int feature(Path jdk) {
    try {
      for (String line : Files.readAllLines(jdk.resolve("release"))) {
        if (line.startsWith("JAVA_VERSION=")) {
          return Runtime.Version.parse(line.substring(14, line.length() - 1)).feature();
        }
      }
      throw new AssertionError("no JAVA_VERSION in the release file of " + jdk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The newest of them. */
  static Path newest() {
    List<Path> all = all();
    return all.get(all.size() - 1);
  }
}
