package dev.flowguard.agent.settings;

import dev.flowguard.rules.policy.NearestWord;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The settings in force, each with where it came from. Read once, at start; later changes of
 * properties have no effect. Immutable.
 *
 * <p>The agent argument goes before {@code -Dflowguard.*}, these before {@code FLOWGUARD_*}, these
 * before the file, and that before the default.
 */
public final class Settings {
  private static final String PROPERTY_PREFIX = "flowguard.";
  private static final String VARIABLE_PREFIX = "FLOWGUARD_";
  private static final String DEFAULT_FILE = "flowguard.yaml";
  private static final int MAX_FILE_BYTES = 64 << 10;

  private final Map<Setting, Value> values;
  private final List<String> problems;

  private final boolean isModeDoubtful = false;

  private Settings(Map<Setting, Value> values, List<String> problems) {
    this.values = values;
    this.problems = List.copyOf(problems);
  }

  private record Value(String text, String origin) {}

  /**
   * Reads all settings; never throws on what is set.
   *
   * @param argument of the agent: {@code key=value,…}, values in quotes where they have commas; a
   *     value alone is the policy
   */
  public static Settings read(
      @Nullable String argument, Properties properties, Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    Map<Setting, Value> values = new EnumMap<>(Setting.class);
    readArgument(argument == null ? "" : argument, values, problems);
    for (String name : new TreeMap<>(properties).keySet().stream().map(String::valueOf).toList()) {
      if (name.startsWith(PROPERTY_PREFIX)) {
        put(
            name.substring(PROPERTY_PREFIX.length()),
            properties.getProperty(name, ""),
            "-D" + name,
            values,
            problems);
      }
    }
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      if (variable.getKey().startsWith(VARIABLE_PREFIX)) {
        putVariable(variable.getKey(), variable.getValue(), values, problems);
      }
    }
    Value config = values.get(Setting.CONFIG);
    File file = new File(config == null ? DEFAULT_FILE : config.text);
    if (config != null || file.isFile()) {
      readFile(file, values, problems);
    }
    check(values, problems);
    return new Settings(values, problems);
  }

  private static void readArgument(
      String argument, Map<Setting, Value> values, List<String> problems) {
    for (String piece : split(argument, problems)) {
      int equals = piece.indexOf('=');
      if (equals < 0) {
        put(Setting.POLICY.key(), piece, "agent argument", values, problems);
      } else {
        put(
            piece.substring(0, equals).strip(),
            unquoted(piece.substring(equals + 1).strip()),
            "agent argument",
            values,
            problems);
      }
    }
  }

  private static List<String> split(String argument, List<String> problems) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < argument.length(); i++) {
      char c = argument.charAt(i);
      quoted ^= c == '"';
      if (c == ',' && !quoted) {
        add(piece, pieces);
      } else {
        piece.append(c);
      }
    }
    add(piece, pieces);
    if (quoted) {
      problems.add("agent argument: a quote (\") is not closed");
    }
    return pieces;
  }

  private static void add(StringBuilder piece, List<String> pieces) {
    if (!piece.toString().isBlank()) {
      pieces.add(piece.toString().strip());
    }
    piece.setLength(0);
  }

  private static String unquoted(String value) {
    boolean isQuoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return isQuoted ? value.substring(1, value.length() - 1) : value;
  }

  /** Keeps a value unless one of higher rank is there already. */
  private static void put(
      String key, String text, String origin, Map<Setting, Value> values, List<String> problems) {
    for (Setting setting : Setting.values()) {
      if (setting.key().equals(key)) {
        values.putIfAbsent(setting, new Value(text, origin));
        return;
      }
    }
    List<String> known = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      known.add(setting.key());
    }
    problems.add(unknown(key, origin, known));
  }

  private static void putVariable(
      String name, String text, Map<Setting, Value> values, List<String> problems) {
    List<String> known = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      if (setting.variable().equals(name)) {
        values.putIfAbsent(setting, new Value(text, name));
        return;
      }
      known.add(setting.variable());
    }
    problems.add(unknown(name, "environment", known));
  }

  private static String unknown(String key, String origin, List<String> known) {
    String nearest = NearestWord.to(key, known);
    return origin
        + ": unknown setting '"
        + key
        + "'. "
        + (nearest == null ? "" : "Did you mean '" + nearest + "'? ")
        + "Known: "
        + String.join(", ", known)
        + ".";
  }

  private static void readFile(File file, Map<Setting, Value> values, List<String> problems) {
    byte[] bytes;
    try (InputStream in = new FileInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE_BYTES + 1);
    } catch (IOException e) {
      problems.add(file + ": cannot be read. Name a readable file with 'config', or none.");
      return;
    }
    if (bytes.length > MAX_FILE_BYTES) {
      problems.add(file + ": is larger than 64 KiB. Settings are a few lines.");
      return;
    }
    Object read;
    try {
      read =
          new Load(LoadSettings.builder().setMaxAliasesForCollections(0).build())
              .loadFromString(new String(bytes, StandardCharsets.UTF_8));
    } catch (YamlEngineException e) {
      problems.add(file + ": is no YAML of the form key: value");
      return;
    }
    if (!(read instanceof Map<?, ?> map)) {
      problems.add(file + ": must hold settings as key: value");
      return;
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object value = entry.getValue();
      if (value instanceof Map || value instanceof Iterable) {
        problems.add(
            file + ": '" + entry.getKey() + "' must be a text; nested keys are written a.b: value");
      } else {
        put(
            String.valueOf(entry.getKey()),
            String.valueOf(value),
            file.getPath(),
            values,
            problems);
      }
    }
  }

  private static void check(Map<Setting, Value> values, List<String> problems) {
    for (Setting flag : List.of(Setting.ENABLED, Setting.FAIL_START)) {
      oneOf(flag, values, problems, "true", "false");
    }
    oneOf(Setting.MODE, values, problems, "off", "observe", "block");
    oneOf(Setting.START_LINE, values, problems, "text", "json");
    oneOf(Setting.ALERT_WEBHOOK_TEMPLATE, values, problems, "json", "slack", "pagerduty");
    number(Setting.HOLD_SECONDS, 1, 3_600, values, problems);
    number(Setting.ALERT_ROLL_UP_SECONDS, 1, 86_400, values, problems);
    number(Setting.ALERT_MAX_PER_MINUTE, 1, 1_000_000, values, problems);
    number(Setting.ALERT_SPOOL_MIB, 1, 10_000, values, problems);
    notBoth(Setting.ALERT_WEBHOOK_SECRET, Setting.ALERT_WEBHOOK_SECRET_FILE, values, problems);
    notBoth(Setting.ALERT_ROUTING_KEY, Setting.ALERT_ROUTING_KEY_FILE, values, problems);
    notBoth(Setting.EVIDENCE_KEY, Setting.EVIDENCE_KEY_FILE, values, problems);
  }

  private static void notBoth(
      Setting one, Setting other, Map<Setting, Value> values, List<String> problems) {
    if (values.containsKey(one) && values.containsKey(other)) {
      problems.add(one.key() + " and " + other.key() + " are both set: keep one");
    }
  }

  private static void number(
      Setting setting, int least, int most, Map<Setting, Value> values, List<String> problems) {
    Value value = values.get(setting);
    if (value == null) {
      return;
    }
    try {
      int number = Integer.parseInt(value.text);
      if (number >= least && number <= most) {
        return;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    problems.add(
        value.origin
            + ": "
            + setting.key()
            + " must be a number from "
            + least
            + " to "
            + most
            + ", not '"
            + value.text
            + "'");
    values.remove(setting);
  }

  private static void oneOf(
      Setting setting, Map<Setting, Value> values, List<String> problems, String... words) {
    Value value = values.get(setting);
    if (value != null && !List.of(words).contains(value.text)) {
      problems.add(
          value.origin
              + ": "
              + setting.key()
              + " must be one of "
              + String.join(", ", words)
              + ", not '"
              + value.text
              + "'");
      values.remove(setting);
    }
  }

  /** The value in force, or the default; null where there is neither. */
  public @Nullable String get(Setting setting) {
    Value value = values.get(setting);
    return value == null ? setting.otherwise() : value.text;
  }

  /** The number in force of a setting that is one. */
  public int number(Setting setting) {
    String text = get(setting);
    return text == null ? 0 : Integer.parseInt(text);
  }

  public boolean isTrue(Setting setting) {
    return "true".equals(get(setting));
  }

  /** True if a setting that chooses how strictly the guard acts cannot be understood. */
  public boolean isModeDoubtful() {
    return isModeDoubtful;
  }

  /** Where each value that is set came from; secrets by their name only. */
  public Map<String, String> origins() {
    Map<String, String> origins = new TreeMap<>();
    values.forEach((setting, value) -> origins.put(setting.key(), value.origin));
    return origins;
  }

  /** What is wrong, each with its origin and the mend. */
  public List<String> problems() {
    return problems;
  }

  /** Origins only. */
  @Override
  public String toString() {
    return "Settings" + origins();
  }
}
