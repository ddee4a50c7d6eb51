package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a start loads: the list in the source tree is the budget that keeps a start cheap. The list
 * is of the JDK that builds; another JDK may load a class or two more.
 */
class StartClassesIT {
  /** Each line names an entry of {@code inst/start.zip}. */
  private static final Path LIST = Path.of("..", "dist", "src", "main", "start", "entries.txt");

  private static final Pattern LOADED = Pattern.compile("\\[class,load *\\] (\\S+) source: (.*)");
  private static final String CORE = "(dev[.]flowguard|com[.]fasterxml|net[.]bytebuddy|org)[.].*";
  private static final String VISIBLE =
      "dev[.]flowguard[.](api|agent[.]start|agent[.]contract)[.].*";

  private final List<String> loaded = new ArrayList<>();

  @TempDir Path folder;

  @BeforeEach
  void start() throws Exception {
    Path log = folder.resolve("classes.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log + ":tags",
                "-javaagent:" + AgentJar.PATH,
                "-cp",
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                StartIT.Ran.class.getName())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(folder.resolve("out")).content().contains("guarding stripe").contains("ran");
    for (String line : Files.readAllLines(log)) {
      Matcher matcher = LOADED.matcher(line);
      if (matcher.find()) {
        loaded.add(matcher.group(1));
      }
    }
  }

  @Test
  void aStartLoadsTheClassesOfTheListAndNoOthers() throws Exception {
    Set<String> listed = new TreeSet<>();
    for (String entry : Files.readAllLines(LIST)) {
      if (entry.endsWith(".class") && !entry.startsWith("java/")) {
        listed.add(entry);
      }
    }
    Set<String> own = new TreeSet<>();
    for (String name : loaded) {
      if (name.matches(CORE) && !name.matches(VISIBLE)) {
        own.add(name.replace('.', '/') + ".class");
      }
    }

    assertThat(own)
        .as("classes of a start; if they must change, change %s too", LIST)
        .hasSizeGreaterThan(200)
        .isEqualTo(listed);
  }

  @Test
  void aStartMakesNoLambdaOfTheGuard() {
    assertThat(loaded)
        .filteredOn(name -> name.startsWith("dev.flowguard") && name.contains("$$Lambda"))
        .isEmpty();
  }

  @Test
  void aStartLoadsNoParserOfYamlNoJacksonAndNoSourceOfRandomNumbers() {
    assertThat(loaded)
        .noneMatch(name -> name.matches("org[.]snakeyaml[.].*(scanner|parser|nodes|api)[.].*"))
        .noneMatch(name -> name.startsWith("com.fasterxml"))
        .noneMatch(name -> name.startsWith("java.security.SecureRandom"));
  }
}
