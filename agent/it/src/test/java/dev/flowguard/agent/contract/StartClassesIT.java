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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a start loads: the list in the source tree is the budget that keeps a start cheap. The list
 * is of the JDK that builds; another JDK may load a class or two more.
 */
class StartClassesIT {
  private static final Path LISTS = Path.of("..", "dist", "src", "main", "start");

  /** Each line names an entry of {@code inst/start.zip}. */
  private static final Path LIST = LISTS.resolve("entries.txt");

  /** What a start with a named policy loads more. */
  private static final Path NAMED_LIST = LISTS.resolve("named-policy.txt");

  private static final Path POLICY =
      Path.of("..", "..", "rules", "src", "main", "resources", "dev", "flowguard", "rules")
          .resolve("mirage-studio.yaml");

  private static final Pattern LOADED = Pattern.compile("\\[class,load *\\] (\\S+) source: (.*)");
  private static final String CORE =
      "(dev[.]flowguard|com[.](fasterxml|google)|net[.]bytebuddy|org)[.].*";
  private static final String VISIBLE =
      "dev[.]flowguard[.](api|agent[.]start|agent[.]contract)[.].*";

  private final List<String> loaded = new ArrayList<>();

  @TempDir Path folder;

  private void start(String argument) throws Exception {
    Path log = folder.resolve("classes.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log + ":tags",
                "-javaagent:" + AgentJar.PATH + argument,
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
    start("");

    assertIsLoaded(listed(LIST));
  }

  @Test
  void aStartWithANamedPolicyLoadsTheClassesOfBothListsAndNoOthers() throws Exception {
    start("=policy=" + Files.copy(POLICY, folder.resolve("policy.yaml")));
    Set<String> listed = listed(LIST);
    listed.addAll(listed(NAMED_LIST));

    assertIsLoaded(listed);
  }

  private void assertIsLoaded(Set<String> listed) {
    Set<String> own = own();
    System.out.printf(
        "Measured: %d classes of the guard loaded by a start, %d in the list%n",
        own.size(), listed.size());
    assertThat(own)
        .as("classes of a start; if they must change, change the lists in %s too", LISTS)
        .hasSizeGreaterThan(200)
        .isSubsetOf(listed);
    listed.removeAll(own);
    assertThat(listed)
        .as("not loaded, but for those of a thread that the program may not have waited for")
        .allMatch(name -> name.matches("dev/flowguard/agent/(source|watch)/.*"));
  }

  private static Set<String> listed(Path list) throws Exception {
    Set<String> listed = new TreeSet<>();
    for (String entry : Files.readAllLines(list)) {
      if (entry.endsWith(".class") && !entry.startsWith("java/")) {
        listed.add(entry);
      }
    }
    return listed;
  }

  private Set<String> own() {
    Set<String> own = new TreeSet<>();
    for (String name : loaded) {
      if (name.matches(CORE) && !name.matches(VISIBLE) && !name.contains("$$Lambda")) {
        own.add(name.replace('.', '/') + ".class");
      }
    }

    return own;
  }

  /** One class that the list lacks would cost each start the directory of all others. */
  @Test
  void aStartUnpacksNothingOfTheArchiveOfAllOtherClasses() throws Exception {
    start("");

    assertThat(loaded).isNotEmpty().doesNotContain("java.util.zip.Inflater");
  }

  @Test
  void aStartMakesNoLambdaOfTheGuard() throws Exception {
    start("");

    assertThat(loaded)
        .filteredOn(name -> name.startsWith("dev.flowguard") && name.contains("$$Lambda"))
        .isEmpty();
  }

  @Test
  void aStartLoadsNoParserOfYamlNoJacksonAndNoSourceOfRandomNumbers() throws Exception {
    start("");

    assertThat(loaded)
        .noneMatch(name -> name.matches("org[.]snakeyaml[.].*(scanner|parser|nodes|api)[.].*"))
        .noneMatch(name -> name.startsWith("com.fasterxml"))
        .noneMatch(name -> name.startsWith("java.security.SecureRandom"));
  }
}
