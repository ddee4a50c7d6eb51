package dev.flowguard.rules.policy;

import dev.flowguard.rules.policy.Problem.Level;
import dev.flowguard.rules.vocabulary.Feature;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One YAML file as nodes with positions, and the problems met in it. Every wrong thing is noted,
 * and reading goes on.
 */
final class Yaml {
  private static final int MAX_PROBLEMS = 100;

  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();

  Yaml(String file) {
    this.file = file;
  }

  /** The top mapping, or null with the problems noted. */
  @Nullable Section open(String text) {
    Node root = new YamlParser(this, file).parse(text);
    return root == null ? null : open(root);
  }

  /** The top mapping of what was parsed before, or null with the problem noted. */
  @Nullable Section open(Node root) {
    return section(root, "the policy");
  }

  /** All problems so far, by place. */
  List<Problem> problems() {
    if (problems.isEmpty()) {
      return List.of();
    }
    problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
    return List.copyOf(problems);
  }

  /** The keys that were asked for, by the names of their mappings; free keys are none. */
  Map<String, Set<String>> asked() {
    Map<String, Set<String>> asked = new LinkedHashMap<>();
    for (Section section : sections) {
      if (!section.isFree) {
        asked.computeIfAbsent(section.name, name -> new TreeSet<>()).addAll(section.asked);
      }
    }
    return asked;
  }

  void error(Node at, String message) {
    error(at.line(), at.column(), message);
  }

  /**
   * @param line from 1, or 0 if it is about the whole file
   * @param column like the line
   */
  void error(int line, int column, String message) {
    note(line, column, Level.ERROR, message);
  }

  void warning(Node at, String message) {
    note(at.line(), at.column(), Level.WARNING, message);
  }

  private void note(int line, int column, Level level, String message) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new Problem(file, line, column, level, message));
    }
  }

  boolean hasErrors() {
    for (Problem problem : problems) {
      if (problem.level() == Level.ERROR) {
        return true;
      }
    }
    return false;
  }

  /** Notes a word that is none of the known ones. */
  void unknown(Node at, String kind, String word, Collection<String> known) {
    String nearest = NearestWord.to(word, known);
    error(
        at,
        "unknown "
            + kind
            + " '"
            + shown(word)
            + "'. "
            + (nearest == null ? "" : "Did you mean '" + nearest + "'? ")
            + "Known: "
            + (known.isEmpty() ? "none" : String.join(", ", known))
            + ".");
  }

  /** Notes a span of time that is not understood, or too short or long. */
  void unknownSpan(Node at, String word, @Nullable String nearest) {
    error(
        at,
        "'"
            + shown(word)
            + "' is not a span that this version knows. "
            + (nearest == null ? "" : "Did you mean '" + nearest + "'? ")
            + "Write a whole number of minutes, hours or days, from 1m to 365d: 30m, 24h, 30d");
  }

  private static String shown(String word) {
    String line = word.length() > 60 ? word.substring(0, 60) + "…" : word;
    StringBuilder out = new StringBuilder();
    line.chars().forEach(c -> out.append(Character.isISOControl(c) ? ' ' : (char) c));
    return out.toString();
  }

  /** Notes a key that a later version may have. */
  void notBuilt(Node at, Feature feature, String instead) {
    error(at, "'" + feature + "' is not built in this version: " + instead + ". Remove the key");
  }

  @Nullable Section section(Node node, String name) {
    if (!(node instanceof Node.Mapping mapping)) {
      error(node, name + " must be a mapping (key: value)");
      return null;
    }
    Section section = new Section(mapping, name);
    sections.add(section);
    return section;
  }

  /** The text of a scalar, or null with a problem noted. */
  @Nullable String text(Node node, String name) {
    if (node instanceof Node.Scalar scalar && !scalar.text().isBlank()) {
      return scalar.text().trim();
    }
    error(node, name + " must be a text");
    return null;
  }

  /** One of the words of an enum, or null with a problem noted. */
  <T extends Enum<T>> @Nullable T word(Node node, String kind, T[] words) {
    String text = text(node, "'" + kind + "'");
    if (text == null) {
      return null;
    }
    List<String> known = new ArrayList<>();
    for (T word : words) {
      if (word.toString().equals(text)) {
        return word;
      }
      known.add(word.toString());
    }
    unknown(node, kind, text, known);
    return null;
  }

  /** The items of a list; a problem is noted if it is none. */
  List<Node> list(Node node, String name) {
    if (node instanceof Node.Sequence sequence) {
      return sequence.items();
    }
    error(node, name + " must be a list ([a, b])");
    return List.of();
  }

  /** The texts of a list. */
  List<String> texts(Node node, String name) {
    List<String> texts = new ArrayList<>();
    for (Node item : list(node, name)) {
      String text = text(item, "each of " + name);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Host patterns; those that can never match, or match strangers, are errors. */
  List<String> hosts(Section in, String key) {
    List<String> hosts = new ArrayList<>();
    for (Node item : in.list(key)) {
      String host = text(item, "each of '" + key + "'");
      String why = host == null ? null : HostPatterns.problem(host);
      if (why != null) {
        error(item, "this host cannot be used: " + why);
      } else if (host != null) {
        hosts.add(host);
      }
    }
    return hosts;
  }

  /** Path patterns; those that can never match are errors. */
  List<PathPattern> paths(Section in, String key) {
    List<PathPattern> paths = new ArrayList<>();
    for (Node item : in.list(key)) {
      String path = text(item, "each of '" + key + "'");
      if (path != null) {
        String why = PathPattern.problem(path);
        if (why != null) {
          error(item, "this path can never match: " + why);
        }
        paths.add(new PathPattern(path));
      }
    }
    return paths;
  }

  /** A field, or null with a problem noted. */
  @Nullable FieldPattern field(Node node, String name) {
    String text = text(node, name);
    if (text == null) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      if (".[]".indexOf(text.charAt(i)) < 0) {
        return FieldPattern.parse(text);
      }
    }
    error(node, name + " names a field, such as address[line1] or person.nickname");
    return null;
  }

  /** Words of a list that must be known. */
  Set<String> known(Section in, String key, String kind, Collection<String> known) {
    Set<String> words = new LinkedHashSet<>();
    for (Node item : in.list(key)) {
      String word = text(item, "each of '" + key + "'");
      if (word != null && !known.contains(word)) {
        unknown(item, kind, word, known);
      } else if (word != null) {
        words.add(word);
      }
    }
    return words;
  }

  /** A mapping whose keys are asked for one by one; what was not asked for is unknown. */
  final class Section {
    private final Node.Mapping node;
    private final String name;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();
    private boolean isFree;

    Section(Node.Mapping node, String name) {
      this.node = node;
      this.name = name;
      for (Node.Pair entry : node.pairs()) {
        String key = Yaml.this.text(entry.key(), "a key");
        if (key == null) {
          continue;
        }
        if (values.put(key, entry.value()) != null) {
          error(entry.key(), "'" + shown(key) + "' is here a second time: keep one");
        }
        keys.put(key, entry.key());
      }
    }

    Node node() {
      return node;
    }

    /** All keys with their values, for mappings with free keys. */
    Map<String, Node> all() {
      isFree = true;
      asked.addAll(values.keySet());
      return values;
    }

    Node keyNode(String key) {
      return keys.getOrDefault(key, node);
    }

    @Nullable Node get(String key) {
      asked.add(key);
      Node value = values.get(key);
      boolean isNull =
          value instanceof Node.Scalar scalar && scalar.text().isEmpty() && scalar.isPlain();
      return isNull ? null : value;
    }

    boolean has(String key) {
      return values.containsKey(key);
    }

    @Nullable String text(String key) {
      Node value = get(key);
      return value == null ? null : Yaml.this.text(value, "'" + key + "'");
    }

    String required(String key) {
      Node value = get(key);
      if (value == null) {
        error(node, name + " needs '" + key + "'");
        return "";
      }
      String text = Yaml.this.text(value, "'" + key + "'");
      return text == null ? "" : text;
    }

    List<String> texts(String key) {
      Node value = get(key);
      return value == null ? List.of() : Yaml.this.texts(value, "'" + key + "'");
    }

    List<Node> list(String key) {
      Node value = get(key);
      return value == null ? List.of() : Yaml.this.list(value, "'" + key + "'");
    }

    @Nullable Section section(String key) {
      Node value = get(key);
      return value == null ? null : Yaml.this.section(value, "'" + key + "'");
    }

    int number(String key, int otherwise, int least, int most) {
      Node value = get(key);
      String text = value == null ? null : Yaml.this.text(value, "'" + key + "'");
      if (value == null || text == null) {
        return otherwise;
      }
      try {
        int number = Integer.parseInt(text);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // reported below, like a number out of range
      }
      error(value, "'" + key + "' must be a whole number from " + least + " to " + most);
      return otherwise;
    }

    boolean flag(String key) {
      Node value = get(key);
      String text = value == null ? null : Yaml.this.text(value, "'" + key + "'");
      if (value != null && text != null && !text.equals("true") && !text.equals("false")) {
        error(value, "'" + key + "' must be true or false");
      }
      return "true".equals(text);
    }

    /** One of the words of an enum, or null where the key is absent or wrong. */
    <T extends Enum<T>> @Nullable T word(String key, T[] words) {
      Node value = get(key);
      return value == null ? null : Yaml.this.word(value, key, words);
    }

    /** The keys that were not asked for, in the order of the file. */
    List<String> notAsked() {
      List<String> keys = new ArrayList<>(values.keySet());
      keys.removeAll(asked);
      return keys;
    }

    /** Notes every key that was not asked for. */
    void close() {
      for (Map.Entry<String, Node> key : keys.entrySet()) {
        if (!asked.contains(key.getKey())) {
          List<String> known = new ArrayList<>(asked);
          known.sort(null);
          unknown(key.getValue(), "key", key.getKey(), known);
        }
      }
    }
  }
}
