package dev.flowguard.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final String OBSERVES =
      "the guard does not go beyond mode observe, because a setting that decides how strictly it"
          + " acts cannot be understood. Correct it, see the problem beside this one.";

  private static Properties properties(String... pairs) {
    Properties properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return properties;
  }

  private static Settings read(String argument) {
    return Settings.read(argument, new Properties(), Map.of());
  }

  @Test
  void takesAValueAloneForThePolicy() {
    Settings settings = read("p.yaml,mode=observe");

    assertThat(settings.get(Setting.POLICY)).isEqualTo("p.yaml");
    assertThat(settings.get(Setting.MODE)).isEqualTo("observe");
    assertThat(settings.problems()).isEmpty();
  }

  @Test
  void takesTheArgumentBeforeThePropertyBeforeTheVariableBeforeTheFile(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("f.yaml");
    Files.writeString(file, "mode: observe\njournal.dir: from-file\nfail-start: true\npolicy: f\n");
    Settings settings =
        Settings.read(
            "config=" + file + ",mode=off",
            properties("flowguard.mode", "block", "flowguard.journal.dir", "from-property"),
            Map.of("FLOWGUARD_JOURNAL_DIR", "from-variable", "FLOWGUARD_FAIL_START", "false"));

    assertThat(settings.problems()).isEmpty();
    assertThat(settings.get(Setting.MODE)).isEqualTo("off");
    assertThat(settings.get(Setting.JOURNAL_DIR)).isEqualTo("from-property");
    assertThat(settings.isTrue(Setting.FAIL_START)).isFalse();
    assertThat(settings.get(Setting.POLICY)).isEqualTo("f");
    assertThat(settings.origins())
        .containsEntry("mode", "agent argument")
        .containsEntry("journal.dir", "-Dflowguard.journal.dir")
        .containsEntry("fail-start", "FLOWGUARD_FAIL_START")
        .containsEntry("policy", file.toString());
  }

  @Test
  void keepsCommasAndEqualSignsInQuotes() {
    assertThat(read("policy=\"a,b=c.yaml\",mode=off").get(Setting.POLICY)).isEqualTo("a,b=c.yaml");
  }

  @Test
  void tellsEveryUnknownSettingWithTheNearestName() {
    Settings settings =
        Settings.read(
            "polcy=x", properties("flowguard.mod", "off"), Map.of("FLOWGUARD_JOURNAL_DIRR", "x"));

    assertThat(settings.problems())
        .hasSize(4)
        .anySatisfy(
            p ->
                assertThat(p)
                    .startsWith("agent argument: unknown setting 'polcy'. Did you mean 'policy'?"))
        .anySatisfy(
            p ->
                assertThat(p)
                    .startsWith("-Dflowguard.mod: unknown setting 'mod'. Did you mean 'mode'?"))
        .anySatisfy(p -> assertThat(p).contains("Did you mean 'FLOWGUARD_JOURNAL_DIR'?"));
  }

  @Test
  void tellsWrongValuesAndKeysThatGoAgainstEachOther() {
    assertThat(read("mode=blok,enabled=yes,evidence.key=a,evidence.key.file=b").problems())
        .containsExactly(
            "agent argument: enabled must be one of true, false, not 'yes'",
            "agent argument: mode must be one of off, observe, block, not 'blok'",
            "evidence.key and evidence.key.file are both set: keep one",
            OBSERVES);
  }

  @Test
  void tellsAFileThatCannotBeRead() {
    assertThat(read("config=/does/not/exist.yaml").problems())
        .containsExactly(
            "/does/not/exist.yaml: cannot be read. Name a readable file with 'config', or none.",
            OBSERVES);
  }

  @Test
  void aModeInAnyCaseIsThatMode() {
    Settings settings = read("mode=Observe,enabled=TRUE");

    assertThat(settings.get(Setting.MODE)).isEqualTo("observe");
    assertThat(settings.isTrue(Setting.ENABLED)).isTrue();
    assertThat(settings.problems()).isEmpty();
    assertThat(settings.isModeDoubtful()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mode=obsrve",
        "mod=observe",
        "Mode=observe",
        "modus=OBSERVE",
        "enabled=flase",
        "enabeld=false",
        "enabled=no,mode=block",
        "enviroment=staging",
        "confg=settings.yaml,policy=p.yaml",
        "config=/does/not/exist.yaml,policy=p.yaml"
      })
  void whatCouldMeanLessThanBlockingIsTakenForObserving(String argument) {
    Settings settings = read(argument);

    assertThat(settings.isModeDoubtful()).isTrue();
    assertThat(settings.problems()).hasSize(2).contains(OBSERVES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mode=block,mod=observe",
        "mode=block,enviroment=staging",
        "mode=block,config=/does/not/exist.yaml",
        "journal.dri=x",
        "hold.seconds=never"
      })
  void whatIsSetPlainlyOrDecidesNothingLeavesNoDoubt(String argument) {
    Settings settings = read(argument);

    assertThat(settings.isModeDoubtful()).isFalse();
    assertThat(settings.problems()).hasSize(1);
  }

  @Test
  void aDoubtCountsWhereItsPlaceOverridesTheOneThatIsPlain() {
    Map<String, String> block = Map.of("FLOWGUARD_MODE", "block");

    assertThat(Settings.read("mod=observe", new Properties(), block).isModeDoubtful()).isTrue();
    assertThat(Settings.read("mode=obsrve", new Properties(), block).isModeDoubtful()).isTrue();
    assertThat(
            Settings.read("mode=block", properties("flowguard.mod", "off"), block).isModeDoubtful())
        .isFalse();
  }

  @Test
  void variablesOfAnotherProductAreProblemsAndNoDoubt() {
    Settings settings =
        Settings.read(
            null,
            new Properties(),
            Map.of("FLOWGUARD_PORT", "tcp://10.0.0.1:80", "FLOWGUARD_SERVICE_HOST", "10.0.0.1"));

    assertThat(settings.isModeDoubtful()).isFalse();
    assertThat(settings.policyDoubt()).isNull();
  }

  @Test
  void aPolicyThatMayHaveBeenNamedIsNotReplacedByTheBuiltInOne() {
    assertThat(read("polcy=x.yaml").policyDoubt()).contains("unknown setting 'polcy'");
    assertThat(read("config=/does/not/exist.yaml").policyDoubt()).contains("cannot be read");
    assertThat(read("policy=p.yaml,config=/does/not/exist.yaml").policyDoubt()).isNull();
    assertThat(read("mode=obsrve").policyDoubt()).isNull();
  }

  private static Settings withFile(Path folder, String text, String argument) throws Exception {
    Path file = folder.resolve("flowguard.yaml");
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return Settings.read(argument, new Properties(), Map.of(), file.toFile());
  }

  @Test
  void ofTwoValuesInOneArgumentNeitherCounts() {
    Settings settings = read("hold.seconds=5,service=a,hold.seconds=50");

    assertThat(settings.get(Setting.HOLD_SECONDS)).isEqualTo("20");
    assertThat(settings.get(Setting.SERVICE)).isEqualTo("a");
    assertThat(settings.problems())
        .containsExactly(
            "agent argument: hold.seconds is set twice, to '5' and to '50'. Neither counts. Keep"
                + " one.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mode=block,mode=observe", "mode=observe,mode=block"})
  void twoModesInOneArgumentObserve(String argument) {
    Settings settings = read(argument);

    assertThat(settings.problems()).hasSize(2).contains(OBSERVES);
  }

  @Test
  void twoPoliciesInOneArgumentAreNotReplacedByTheBuiltInOne() {
    assertThat(read("a.yaml,policy=b.yaml").policyDoubt()).contains("'a.yaml' and to 'b.yaml'");
  }

  @Test
  void theSameValueTwiceIsNotAProblem() {
    Settings settings = read("mode=block,mode=block");

    assertThat(settings.get(Setting.MODE)).isEqualTo("block");
    assertThat(settings.problems()).isEmpty();
  }

  @Test
  void twoValuesOfASecretAreNotShown() {
    assertThat(read("evidence.key=first-key,evidence.key=second-key").problems())
        .containsExactly(
            "agent argument: evidence.key is set twice, to different values. Neither counts. Keep"
                + " one.");
  }

  @Test
  void aFileThatIsMerelyFoundSetsWhatWeakensNothing(@TempDir Path folder) throws Exception {
    Settings settings = withFile(folder, "policy: p.yaml\nmode: observe\njournal.dir: j\n", null);

    assertThat(settings.problems()).isEmpty();
    assertThat(settings.get(Setting.POLICY)).isEqualTo("p.yaml");
    assertThat(settings.get(Setting.MODE)).isEqualTo("observe");
    assertThat(settings.get(Setting.JOURNAL_DIR)).isEqualTo("j");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enabled: false",
        "enabled: no",
        "mode: observe",
        "mode: off",
        "mode: nonsense",
        "mod: off",
        "environment: staging",
        "- not settings"
      })
  void aFileThatIsMerelyFoundDoesNotWeakenWhatWasSet(String text, @TempDir Path folder)
      throws Exception {
    Settings settings = withFile(folder, text + "\n", "policy=p.yaml,fail-start=true");

    assertThat(settings.problems()).hasSize(1).first().asString().contains("flowguard.yaml: ");
    assertThat(settings.isModeDoubtful()).isFalse();
    assertThat(settings.policyDoubt()).isNull();
    assertThat(settings.isTrue(Setting.ENABLED)).isTrue();
    assertThat(settings.get(Setting.MODE)).isNull();
    assertThat(settings.get(Setting.ENVIRONMENT)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"enabled: false", "mode: off"})
  void aFileThatIsMerelyFoundDoesNotSwitchOffButMayMakeTheGuardObserve(
      String text, @TempDir Path folder) throws Exception {
    Settings settings = withFile(folder, text + "\n", "journal.dir=j");

    assertThat(settings.isTrue(Setting.ENABLED)).isTrue();
    assertThat(settings.get(Setting.MODE)).isNull();
    assertThat(settings.isModeDoubtful()).isTrue();
    assertThat(settings.problems().get(0)).contains("may not switch the guard off");
  }

  @Test
  void aFileThatIsMerelyFoundDoesNotLowerTheAlertsOfAWebhook(@TempDir Path folder)
      throws Exception {
    Settings settings =
        withFile(
            folder,
            "alert.max-per-minute: 1\nalert.roll-up-seconds: 86400\nalert.spool-mib: 128\n",
            "alert.webhook.url=https://alerts.example/");

    assertThat(settings.problems()).hasSize(2);
    assertThat(settings.number(Setting.ALERT_MAX_PER_MINUTE)).isEqualTo(600);
    assertThat(settings.number(Setting.ALERT_ROLL_UP_SECONDS)).isEqualTo(300);
    assertThat(settings.number(Setting.ALERT_SPOOL_MIB)).isEqualTo(128);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-"})
  void aFileThatOthersCanWriteIsNotRead(String permissions, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("flowguard.yaml");
    Files.writeString(file, "mode: observe\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    Settings settings = Settings.read(null, new Properties(), Map.of(), file.toFile());

    assertThat(settings.problems().get(0)).contains("can be written by other users", "config");
    assertThat(settings.get(Setting.MODE)).isNull();
    assertThat(settings.isModeDoubtful()).isFalse();
  }

  @Test
  void whatIsNotARegularFileIsNotOpened(@TempDir Path folder) throws Exception {
    Path fifo = folder.resolve("flowguard.yaml");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();

    assertThat(Settings.read(null, new Properties(), Map.of(), fifo.toFile()).problems())
        .singleElement()
        .asString()
        .contains("is not a regular file");
    assertThat(read("config=" + fifo).problems().get(0)).contains("is not a regular file");
  }

  @Test
  void neverShowsASecret() {
    assertThat(read("evidence.key=hunter2hunter2hunter2"))
        .hasToString("Settings{evidence.key=agent argument}");
  }
}
