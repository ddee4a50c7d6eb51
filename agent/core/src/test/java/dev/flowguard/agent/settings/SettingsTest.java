package dev.flowguard.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
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
        .hasSize(3)
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
            "evidence.key and evidence.key.file are both set: keep one");
  }

  @Test
  void tellsAFileThatCannotBeRead() {
    assertThat(read("config=/does/not/exist.yaml").problems())
        .containsExactly(
            "/does/not/exist.yaml: cannot be read. Name a readable file with 'config', or none.");
  }

  @Test
  void neverShowsASecret() {
    assertThat(read("evidence.key=hunter2hunter2hunter2"))
        .hasToString("Settings{evidence.key=agent argument}");
  }
}
