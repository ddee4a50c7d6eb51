package dev.flowguard.rules.policy;

import dev.flowguard.rules.vocabulary.SourceKind;
import dev.flowguard.rules.vocabulary.SourceOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads sources that are values of stores and brokers, and refuses those that can never match. */
final class StoredReader {
  private final Yaml yaml;

  StoredReader(Yaml yaml) {
    this.yaml = yaml;
  }

  /** The source, or null with what is wrong noted. */
  @Nullable Source read(SourceKind kind, Yaml.Section section, Node at, String text) {
    return kind == SourceKind.MONGO ? mongo(section, at, text) : named(kind, section, at, text);
  }

  private @Nullable Source mongo(Yaml.Section section, Node at, String text) {
    String why = DocumentPath.problem(text);
    if (SourceReader.refused(yaml, at, why)) {
      return null;
    }
    DocumentPath path = DocumentPath.parse(text);
    Selection selection =
        new Selection(
            List.of(path.place()),
            List.of(),
            List.of(),
            beside(path, section, SourceOption.OWNER),
            beside(path, section, SourceOption.DOCUMENT),
            section.flag(SourceOption.OPTIONAL.toString()));
    return new Source.Stored(SourceKind.MONGO, text, path.collection(), selection);
  }

  /** The place of a field in the same documents that an option names. */
  private @Nullable MessagePlace beside(
      DocumentPath path, Yaml.Section section, SourceOption option) {
    Node node = section.get(option.toString());
    String text = node == null ? null : yaml.text(node, "'" + option + "'");
    if (node == null || text == null) {
      return null;
    }
    String why = DocumentPath.problem(text);
    DocumentPath other = why == null ? DocumentPath.parse(text) : path;
    if (!other.collection().equals(path.collection())) {
      why = "it is of the same document: write " + path.quoted() + ".field";
    }
    if (why != null) {
      yaml.error(node, "'" + option + "' names no field: " + why);
      return null;
    }
    return other.place();
  }

  private @Nullable Source named(SourceKind kind, Yaml.Section section, Node at, String text) {
    String why = kind == SourceKind.KAFKA ? topicProblem(text) : keyProblem(text);
    if (SourceReader.refused(yaml, at, why)) {
      return null;
    }
    Selection selection = new SelectionReader(yaml).read(section);
    for (MessagePlace place : selection.fields()) {
      if (place.where() != MessagePlace.Where.JSON) {
        yaml.error(
            section.keyNode(SourceOption.FIELDS.toString()),
            "a value of " + kind + " has places in JSON only, such as $.text");
        return null;
      }
    }
    refuseHead(kind, section, SourceOption.OWNER, selection.owner());
    refuseHead(kind, section, SourceOption.DOCUMENT, selection.document());
    return new Source.Stored(kind, text, text, selection);
  }

  private void refuseHead(
      SourceKind kind, Yaml.Section section, SourceOption option, @Nullable MessagePlace place) {
    if (place == null || place.where() == MessagePlace.Where.JSON) {
      return;
    }
    boolean hasHeaders = kind == SourceKind.KAFKA;
    if (!hasHeaders || place.where() != MessagePlace.Where.HEADER) {
      yaml.error(
          section.keyNode(option.toString()),
          "'"
              + option
              + "' of a value of "
              + kind
              + " is a place in its JSON, such as $.user"
              + (hasHeaders ? ", or a header of the record, such as header user" : ""));
    }
  }

  private static @Nullable String topicProblem(String text) {
    if (text.contains("://")) {
      return "write the name of a topic, not the URL of a broker";
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!isLetter && "._-*".indexOf(c) < 0) {
        return "the name of a topic has letters, digits, '.', '_' and '-'; '*' is any characters";
      }
    }
    return null;
  }

  private static @Nullable String keyProblem(String text) {
    if (text.contains("://")) {
      return "write the pattern of keys, such as chat:*, not the URL of a server";
    }
    return text.indexOf('?') >= 0 || text.indexOf('[') >= 0
        ? "of the wildcards of Redis only '*' is known: write chat:*"
        : null;
  }
}
