package dev.flowguard.rules.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * Parses a text into nodes. Plain data only: tags, anchors, aliases, several documents and deep
 * nesting are refused before anything is built of them.
 */
final class YamlParser {
  private static final int MAX_DEPTH = 32;

  private final Yaml problems;
  private final String file;

  /**
   * @param problems where they are noted
   * @param file name for messages
   */
  YamlParser(Yaml problems, String file) {
    this.problems = problems;
    this.file = file;
  }

  /** The root, or null with the problems noted. */
  @Nullable Node parse(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setCodePointLimit(PolicyFile.MAX_BYTES)
            .setAllowDuplicateKeys(true) // noted later, each with its place
            .setSchema(new FailsafeSchema()) // all values are read as text
            .build();
    try {
      List<Event> events = new ArrayList<>();
      if (!isPlain(new Parse(settings).parseString(text), events)) {
        return null;
      }
      var root = new Composer(settings, new ParsedEvents(events)).getSingleNode();
      if (root.isEmpty()) {
        error("is empty. A policy has policy, processors, categories, rules.");
        return null;
      }
      return node(root.get());
    } catch (MarkedYamlEngineException e) {
      error(e.getProblemMark().orElse(null), "is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      error("is not YAML that can be read: " + e.getMessage());
    }
    return null;
  }

  /** What the parser has made, as deep as {@link #MAX_DEPTH} at most. */
  private static Node node(org.snakeyaml.engine.v2.nodes.Node parsed) {
    Mark mark = parsed.getStartMark().orElse(null);
    if (parsed instanceof SequenceNode sequence) {
      List<Node> items = new ArrayList<>();
      for (var item : sequence.getValue()) {
        items.add(node(item));
      }
      return new Node.Sequence(items, line(mark), column(mark));
    }
    if (parsed instanceof MappingNode mapping) {
      List<Node.Pair> pairs = new ArrayList<>();
      for (NodeTuple pair : mapping.getValue()) {
        pairs.add(new Node.Pair(node(pair.getKeyNode()), node(pair.getValueNode())));
      }
      return new Node.Mapping(pairs, line(mark), column(mark));
    }
    ScalarNode scalar = (ScalarNode) parsed;
    return new Node.Scalar(scalar.getValue(), scalar.isPlain(), line(mark), column(mark));
  }

  private static int line(@Nullable Mark mark) {
    return mark == null ? 0 : mark.getLine() + 1;
  }

  private static int column(@Nullable Mark mark) {
    return mark == null ? 0 : mark.getColumn() + 1;
  }

  private void error(String message) {
    error(null, message);
  }

  private void error(@Nullable Mark mark, String message) {
    problems.error(line(mark), column(mark), message);
  }

  /** Whether it is plain data, with all events put into the list if so. */
  private boolean isPlain(Iterable<Event> parsed, List<Event> events) {
    int depth = 0;
    int documents = 0;
    boolean plain = true;
    for (Event event : parsed) {
      events.add(event);
      String refused = null;
      if (event instanceof AliasEvent) {
        refused = "aliases (*name) are refused: write the value out";
      } else if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
        Anchor anchor = node.getAnchor().get();
        refused = "anchors (&" + anchor.getValue() + ") are refused: write the value out";
      } else if (event instanceof ScalarEvent scalar && scalar.getTag().isPresent()
          || event instanceof CollectionStartEvent start && start.getTag().isPresent()) {
        refused = "tags (!…) are refused: a policy is plain data";
      } else if (event instanceof DocumentStartEvent && ++documents > 1) {
        refused = "a second document is refused: one policy a file";
      }
      Mark at = event.getStartMark().orElse(null);
      if (event instanceof CollectionStartEvent) {
        if (++depth > MAX_DEPTH) {
          error(at, "nested deeper than " + MAX_DEPTH + " levels");
          return false;
        }
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (refused != null) {
        plain = false;
        error(at, refused);
      }
    }
    return plain;
  }
}
