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
import java.util.Locale;
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
 * <p>The agent argument overrides {@code -Dflowguard.*}, that {@code FLOWGUARD_*}, that the file,
 * and that the default. A setting that cannot be understood never makes the guard stricter than was
 * asked for, and never weaker without a problem.
 */
public final class Settings {
  private static final String PROPERTY_PREFIX = "flowguard.";
  private static final String VARIABLE_PREFIX = "FLOWGUARD_";
  private static final String DEFAULT_FILE = "flowguard.yaml";
  private static final int MAX_FILE_BYTES = 64 << 10;

  /** Ranks of the places: a lower one overrides a higher one. */
  static final int ARGUMENT = 0;

  static final int PROPERTY = 1;
  static final int VARIABLE = 2;
  static final int FILE = 3;

  private final Map<Setting, Value> values;
  private final List<String> problems;
  private final boolean isModeDoubtful;
  private final @Nullable String policyDoubt;

  private Settings(Reading reading) {
    this.values = reading.values;
    this.isModeDoubtful = reading.doubts.isModeDoubtful(reading.rank(Setting.MODE));
    this.policyDoubt =
        reading.doubts.isPolicyDoubtful(reading.rank(Setting.POLICY))
            ? "a policy may have been named in words that cannot be understood: "
                + String.join(" ", reading.problems)
            : null;
    if (isModeDoubtful) {
      reading.problems.add(
          "the guard does not go beyond mode observe, because a setting that decides how strictly"
              + " it acts cannot be understood. Correct it, see the problem beside this one.");
    }
    this.problems = List.copyOf(reading.problems);
  }

  private record Value(String text, String origin, int rank) {}

  /** What was read so far. */
  private static final class Reading {
    private final Map<Setting, Value> values = new EnumMap<>(Setting.class);
    private final List<String> problems = new ArrayList<>();
    private final Doubts doubts = new Doubts();

    /** Settings to which one place gives two values, each with the second. */
    private final Map<Setting, String> conflicts = new EnumMap<>(Setting.class);

    /** Keeps a value unless one that overrides it is there already. */
    void keep(Setting setting, Value value) {
      Value kept = values.putIfAbsent(setting, value);
      if (kept != null && kept.origin.equals(value.origin) && !kept.text.equals(value.text)) {
        conflicts.putIfAbsent(setting, value.text);
      }
    }

    /** The rank of the place where this is set; negative if it is not. */
    int rank(Setting setting) {
      Value value = values.get(setting);
      return value == null ? -1 : value.rank;
    }

    /** A value that cannot be understood: it is reported, and the default applies. */
    void refuse(Setting setting, Value value, String problem) {
      problems.add(problem);
      doubts.notUnderstood(setting, value.rank);
      values.remove(setting);
    }
  }

  /**
   * Reads all settings; never throws on what is set.
   *
   * @param argument of the agent: {@code key=value,…}, values in quotes where they have commas; a
   *     value alone is the policy
   */
  public static Settings read(
      @Nullable String argument, Properties properties, Map<String, String> environment) {
    return read(argument, properties, environment, new File(DEFAULT_FILE));
  }

  /**
   * Reads all settings.
   *
   * @param found the file that is read, as far as it may be trusted, if none is named
   */
  static Settings read(
      @Nullable String argument,
      Properties properties,
      Map<String, String> environment,
      File found) {
    Reading reading = new Reading();
    readArgument(argument == null ? "" : argument, reading);
    for (Object key : new TreeMap<>(properties).keySet()) {
      String name = String.valueOf(key);
      if (name.startsWith(PROPERTY_PREFIX)) {
        put(
            name.substring(PROPERTY_PREFIX.length()),
            properties.getProperty(name, ""),
            "-D" + name,
            PROPERTY,
            reading);
      }
    }
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      if (variable.getKey().startsWith(VARIABLE_PREFIX)) {
        putVariable(variable.getKey(), variable.getValue(), reading);
      }
    }
    for (var conflict : reading.conflicts.entrySet()) {
      refuseBoth(conflict.getKey(), conflict.getValue(), reading);
    }
    Value config = reading.values.get(Setting.CONFIG);
    if (config != null) {
      readNamed(new File(config.text), reading);
    } else if (found.exists()) {
      readFound(found, reading);
    }
    check(reading);
    return new Settings(reading);
  }

  private static void readArgument(String argument, Reading reading) {
    for (String piece : split(argument, reading.problems)) {
      int equals = piece.indexOf('=');
      if (equals < 0) {
        put(Setting.POLICY.key(), piece, "agent argument", ARGUMENT, reading);
      } else {
        put(
            piece.substring(0, equals).strip(),
            unquoted(piece.substring(equals + 1).strip()),
            "agent argument",
            ARGUMENT,
            reading);
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

  private static void put(String key, String text, String origin, int rank, Reading reading) {
    Setting setting = of(key);
    if (setting != null) {
      reading.keep(setting, new Value(text, origin, rank));
      return;
    }
    List<String> known = new ArrayList<>();
    for (Setting each : Setting.values()) {
      known.add(each.key());
    }
    reading.problems.add(unknown(key, origin, known));
    reading.doubts.unknown(key, text, rank);
  }

  private static @Nullable Setting of(String key) {
    for (Setting setting : Setting.values()) {
      if (setting.key().equals(key)) {
        return setting;
      }
    }
    return null;
  }

  private static void putVariable(String name, String text, Reading reading) {
    List<String> known = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      if (setting.variable().equals(name)) {
        reading.keep(setting, new Value(text, name, VARIABLE));
        return;
      }
      known.add(setting.variable());
    }
    reading.problems.add(unknown(name, "environment", known));
    reading.doubts.unknown(name.substring(VARIABLE_PREFIX.length()), text, VARIABLE);
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

  /** A file that somebody named counts in full; what it cannot say is in doubt. */
  private static void readNamed(File file, Reading reading) {
    Map<?, ?> map = readFile(file, reading.problems);
    if (map == null) {
      reading.doubts.notUnderstood(Setting.CONFIG, FILE);
      return;
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String text = text(entry, file, reading);
      if (text != null) {
        put(String.valueOf(entry.getKey()), text, file.getPath(), FILE, reading);
      }
    }
  }

  private static void readFound(File file, Reading reading) {
    String refusal = FoundFile.refusal(file);
    if (refusal != null) {
      reading.problems.add(refusal);
      return;
    }
    FoundFile rules = new FoundFile(reading.values);
    Map<?, ?> map = readFile(file, reading.problems);
    if (map == null) {
      if (rules.mayRaiseDoubts()) {
        reading.doubts.notUnderstood(Setting.CONFIG, FILE);
      }
      return;
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = String.valueOf(entry.getKey());
      String text = text(entry, file, reading);
      Setting setting = of(key);
      if (text == null || setting != null && reading.values.containsKey(setting)) {
        continue;
      }
      String refused = setting == null ? null : rules.refusal(setting, text);
      if (refused != null) {
        reading.problems.add(
            file
                + ": '"
                + key
                + "' in a file that was merely found "
                + refused
                + ". Name the file with 'config' if it is meant.");
        if (rules.mayRaiseDoubts() && setting != null) {
          reading.doubts.notUnderstood(setting, FILE);
        }
      } else if (setting != null || rules.mayRaiseDoubts()) {
        put(key, text, file.getPath(), FILE, reading);
      } else {
        reading.problems.add(file + ": unknown setting '" + key + "'");
      }
    }
  }

  private static @Nullable String text(Map.Entry<?, ?> entry, File file, Reading reading) {
    Object value = entry.getValue();
    if (value instanceof Map || value instanceof Iterable) {
      reading.problems.add(
          file + ": '" + entry.getKey() + "' must be a text; nested keys are written a.b: value");
      return null;
    }
    if (Setting.CONFIG.key().equals(entry.getKey())) {
      reading.problems.add(file + ": 'config' has no effect in a file of settings. Remove it.");
      return null;
    }
    return String.valueOf(value);
  }

  /** The members of a file of settings, or null where it has none that can be read. */
  private static @Nullable Map<?, ?> readFile(File file, List<String> problems) {
    byte[] bytes;
    if (file.exists() && !file.isFile()) {
      // To open a FIFO waits for a writer, and a device has no end.
      problems.add(file + ": is not a regular file. Name one with 'config', or none.");
      return null;
    }
    try (InputStream in = new FileInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE_BYTES + 1);
    } catch (IOException e) {
      problems.add(file + ": cannot be read. Name a readable file with 'config', or none.");
      return null;
    }
    if (bytes.length > MAX_FILE_BYTES) {
      problems.add(file + ": is larger than 64 KiB. Settings are a few lines.");
      return null;
    }
    Object read;
    try {
      read =
          new Load(LoadSettings.builder().setMaxAliasesForCollections(0).build())
              .loadFromString(new String(bytes, StandardCharsets.UTF_8));
    } catch (YamlEngineException e) {
      problems.add(file + ": is not YAML of the form key: value");
      return null;
    }
    if (!(read instanceof Map<?, ?> map)) {
      problems.add(file + ": must hold settings as key: value");
      return null;
    }
    return map;
  }

  private static void check(Reading reading) {
    for (Setting flag : List.of(Setting.ENABLED, Setting.FAIL_START)) {
      oneOf(flag, reading, "true", "false");
    }
    oneOf(Setting.MODE, reading, "off", "observe", "block");
    oneOf(Setting.START_LINE, reading, "text", "json");
    oneOf(Setting.ALERT_WEBHOOK_TEMPLATE, reading, "json", "slack", "pagerduty");
    number(Setting.HOLD_SECONDS, 1, 3_600, reading);
    number(Setting.ALERT_ROLL_UP_SECONDS, 1, 86_400, reading);
    number(Setting.ALERT_MAX_PER_MINUTE, 1, 1_000_000, reading);
    number(Setting.ALERT_SPOOL_MIB, 1, 10_000, reading);
    notBoth(Setting.ALERT_WEBHOOK_SECRET, Setting.ALERT_WEBHOOK_SECRET_FILE, reading);
    notBoth(Setting.ALERT_ROUTING_KEY, Setting.ALERT_ROUTING_KEY_FILE, reading);
    notBoth(Setting.EVIDENCE_KEY, Setting.EVIDENCE_KEY_FILE, reading);
  }

  /** Which of two values was meant is unknown, so neither counts. */
  private static void refuseBoth(Setting setting, String second, Reading reading) {
    Value first = reading.values.get(setting);
    if (first != null) {
      reading.refuse(
          setting,
          first,
          first.origin
              + ": "
              + setting.key()
              + (setting.isSecret()
                  ? " is set twice, to different values"
                  : " is set twice, to '" + first.text + "' and to '" + second + "'")
              + ". Neither counts. Keep one.");
    }
  }

  private static void notBoth(Setting one, Setting other, Reading reading) {
    if (reading.values.containsKey(one) && reading.values.containsKey(other)) {
      reading.problems.add(one.key() + " and " + other.key() + " are both set: keep one");
    }
  }

  private static void number(Setting setting, int least, int most, Reading reading) {
    Value value = reading.values.get(setting);
    if (value == null) {
      return;
    }
    try {
      int number = Integer.parseInt(value.text);
      if (number >= least && number <= most) {
        return;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    reading.refuse(
        setting,
        value,
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
  }

  /** Words count in any case. */
  private static void oneOf(Setting setting, Reading reading, String... words) {
    Value value = reading.values.get(setting);
    if (value == null) {
      return;
    }
    String word = value.text.strip().toLowerCase(Locale.ROOT);
    if (List.of(words).contains(word)) {
      reading.values.put(setting, new Value(word, value.origin, value.rank));
      return;
    }
    reading.refuse(
        setting,
        value,
        value.origin
            + ": "
            + setting.key()
            + " must be one of "
            + String.join(", ", words)
            + ", not '"
            + value.text
            + "'");
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

  /**
   * True if a setting that decides how strictly the guard acts cannot be understood: then the guard
   * must not be stricter than mode observe.
   */
  public boolean isModeDoubtful() {
    return isModeDoubtful;
  }

  /** Why it is not known which policy was named; null if that is known, or none was named. */
  public @Nullable String policyDoubt() {
    return policyDoubt;
  }

  /** Where each value that is set came from; secrets by their name only. */
  public Map<String, String> origins() {
    Map<String, String> origins = new TreeMap<>();
    for (Map.Entry<Setting, Value> each : values.entrySet()) {
      origins.put(each.getKey().key(), each.getValue().origin);
    }
    return origins;
  }

  /** What is wrong, each with its origin and the remedy. */
  public List<String> problems() {
    return problems;
  }

  /** Origins only. */
  @Override
  public String toString() {
    return "Settings" + origins();
  }
}
