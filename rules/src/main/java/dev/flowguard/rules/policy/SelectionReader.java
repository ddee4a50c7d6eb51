package dev.flowguard.rules.policy;

import dev.flowguard.rules.vocabulary.SourceOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what a source captures of the messages that it sees. */
final class SelectionReader {
  private final Yaml yaml;

  SelectionReader(Yaml yaml) {
    this.yaml = yaml;
  }

  /** The selection, with what is wrong noted. */
  Selection read(Yaml.Section section) {
    return new Selection(
        places(section, SourceOption.FIELDS.toString()),
        section.texts(SourceOption.PARTS.toString()),
        types(section),
        place(section, SourceOption.OWNER),
        place(section, SourceOption.DOCUMENT),
        section.flag(SourceOption.OPTIONAL.toString()));
  }

  /** Places in a body. */
  List<MessagePlace> places(Yaml.Section section, String key) {
    List<MessagePlace> places = new ArrayList<>();
    for (Node item : section.list(key)) {
      MessagePlace place = place(item, "each of '" + key + "'");
      if (place != null && place.where().isHead()) {
        yaml.error(item, "only what is in a body is captured: headers are for 'owner'");
      } else if (place != null) {
        places.add(place);
      }
    }
    return places;
  }

  private List<String> types(Yaml.Section section) {
    List<String> types = new ArrayList<>();
    for (Node item : section.list(SourceOption.TYPES.toString())) {
      String type = yaml.text(item, "each of 'types'");
      if (type != null && (type.indexOf('/') <= 0 || type.indexOf(';') >= 0)) {
        yaml.error(item, "a media type is written type/subtype, such as image/* or text/plain");
      } else if (type != null) {
        types.add(type.toLowerCase(Locale.ROOT));
      }
    }
    return types;
  }

  private @Nullable MessagePlace place(Yaml.Section section, SourceOption option) {
    Node node = section.get(option.toString());
    MessagePlace place = node == null ? null : place(node, "'" + option + "'");
    if (node != null && place != null && place.where() == MessagePlace.Where.STREAM) {
      yaml.error(node, "a stream as a whole names nobody: name a place in it, such as $.user");
      return null;
    }
    return place;
  }

  private @Nullable MessagePlace place(Node node, String name) {
    String text = yaml.text(node, name);
    String why = text == null ? null : MessagePlace.problem(text);
    if (why != null) {
      yaml.error(node, why);
    }
    return text == null ? null : MessagePlace.parse(text);
  }
}
