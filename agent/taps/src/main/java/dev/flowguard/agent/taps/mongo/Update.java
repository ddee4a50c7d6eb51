package dev.flowguard.agent.taps.mongo;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an update says of a document, as if that were the document. */
final class Update {
  private static final Set<String> ASSIGNING = Set.of("$set", "$setOnInsert", "$addFields");
  private static final Set<String> APPENDING = Set.of("$push", "$addToSet");
  private static final int MOST_NAMES = 100;

  private final ByteBuffer bytes;
  private final Fields document = new Fields();

  /** What is known of a document, or of one in it. */
  private static final class Fields {
    final Map<String, Node> nodes = new LinkedHashMap<>();
  }

  /** Either of both. */
  private record Node(@Nullable Value value, @Nullable Fields fields) {}

  /**
   * @param bytes what the update is in, little-endian
   */
  Update(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Adds the fields that must have a value: mostly the id. */
  void matching(Elements filter) {
    while (filter.next()) {
      Value value = filter.value();
      boolean isCondition = value.isDocument() || value.isArray() || value.type() == Elements.REGEX;
      if (!isCondition && !filter.isOperator()) {
        set(filter.name(), value);
      }
    }
  }

  /** Adds what is changed: by operators, by the stages of a pipeline, or all. */
  void change(Value to) {
    Elements elements = to.elements(bytes);
    while (elements.next()) {
      if (to.isArray()) {
        if (elements.isDocument()) {
          change(elements.value());
        }
      } else if (!elements.isOperator()) {
        document.nodes.put(elements.name(), new Node(elements.value(), null));
      } else if (elements.isDocument()) {
        apply(elements.name(), elements.inner());
      }
    }
  }

  private void apply(String operator, Elements to) {
    boolean isAppending = APPENDING.contains(operator);
    if (isAppending || ASSIGNING.contains(operator)) {
      while (to.next()) {
        set(to.name(), isAppending ? appended(to.value()) : to.value());
      }
    }
  }

  /** Adds the values of fields that have dots in their names for what they are in. */
  void set(Elements to) {
    while (to.next()) {
      set(to.name(), to.value());
    }
  }

  /** What an operator appends: a value, or each of several. */
  private Value appended(Value value) {
    if (value.isDocument()) {
      Elements elements = value.elements(bytes);
      while (elements.next()) {
        if (elements.isNamed("$each")) {
          return elements.value();
        }
      }
    }
    return value;
  }

  /** Adds the value of a field that has dots in its name for what it is in. */
  void set(String path, Value value) {
    Fields in = document;
    int start = 0;
    int names = 0;
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', start)) {
      if (++names > MOST_NAMES) {
        return;
      }
      String name = name(path, start, dot, in);
      Node present = in.nodes.get(name);
      Fields next = present == null ? null : present.fields();
      if (next == null) {
        next = new Fields();
        in.nodes.put(name, new Node(null, next));
      }
      in = next;
      start = dot + 1;
    }
    in.nodes.put(name(path, start, path.length(), in), new Node(value, null));
  }

  /** A name in a path. The elements that are meant by {@code $} are one that is not there yet. */
  private static String name(String path, int start, int end, Fields in) {
    return path.startsWith("$", start)
        ? Integer.toString(in.nodes.size())
        : path.substring(start, end);
  }

  void write(Json json) {
    write(json, document, 0);
  }

  private void write(Json json, Fields fields, int depth) {
    char before = '{';
    for (Map.Entry<String, Node> each : fields.nodes.entrySet()) {
      json.put(before);
      json.name(each.getKey());
      Node node = each.getValue();
      if (node.value() != null) {
        json.value(node.value(), depth);
      } else if (node.fields() != null) {
        write(json, node.fields(), depth + 1);
      }
      before = ',';
    }
    if (before == '{') {
      json.put('{');
    }
    json.put('}');
  }
}
