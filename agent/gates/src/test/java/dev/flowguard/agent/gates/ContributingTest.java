package dev.flowguard.agent.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** CONTRIBUTING.md names only what is there: a recipe goes wrong where a class was renamed. */
class ContributingTest {
  private static final Path ROOT = Path.of("..", "..");

  /** A class, or a member of one. */
  private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]\\w+)(?:\\.\\w+)?`");

  private static final Pattern TEST = Pattern.compile("-D(?:it\\.)?test=(\\w+)");
  private static final Pattern FOLDER =
      Pattern.compile("`((?:rules|agent|sample-app|docs)/[^`…<]*)`");

  /** Not classes: headers, and what a reader is to fill in. */
  private static final Set<String> WORDS = Set.of("NoSuch", "Content");

  @Test
  void eachClassThatItNamesExists() throws IOException {
    Set<String> classes = classes();
    String text = Files.readString(ROOT.resolve("CONTRIBUTING.md"));
    Set<String> named = new TreeSet<>();
    for (Pattern pattern : Set.of(TYPE, TEST)) {
      Matcher found = pattern.matcher(text);
      while (found.find()) {
        named.add(found.group(1));
      }
    }
    named.removeAll(WORDS);

    assertThat(named).hasSizeGreaterThan(20);
    assertThat(classes).containsAll(named);
  }

  @Test
  void eachFileThatItNamesExists() throws IOException {
    Matcher found = FOLDER.matcher(Files.readString(ROOT.resolve("CONTRIBUTING.md")));
    int count = 0;
    while (found.find()) {
      assertThat(ROOT.resolve(found.group(1))).exists();
      count++;
    }
    assertThat(count).isGreaterThan(10);
  }

  private static Set<String> classes() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String module : Set.of("rules", "agent", "sample-app")) {
      Files.walkFileTree(
          ROOT.resolve(module),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return folder.endsWith("target")
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String name = file.getFileName().toString();
              if (name.endsWith(".java")) {
                names.add(name.substring(0, name.length() - ".java".length()));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return names;
  }
}
