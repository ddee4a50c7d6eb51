package dev.flowguard.rules.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of the documents of a collection, written {@code collection.path}: {@code
 * chats.messages.text} is the text of each message. Arrays on the way need no notation, as in
 * queries of MongoDB. Names are exact; the name of a collection that has dots is in double quotes.
 *
 * @param path names of fields, outermost first
 */
record DocumentPath(String collection, List<String> path) {
  private static final int LONGEST = 500;

  DocumentPath {
    path = List.copyOf(path);
  }

  /** Why this text is no field of a collection, with the remedy, or null. */
  static @Nullable String problem(String text) {
    if (text.contains("://")) {
      return "write collection.path, not the URL of a database";
    }
    if (text.length() > LONGEST) {
      return "a path has at most " + LONGEST + " characters";
    }
    if (text.startsWith("\"")) {
      int end = text.indexOf('"', 1);
      if (end < 0) {
        return "a quote is not closed: write '\"a.collection\".path'";
      }
      if (end == 1) {
        return "the name of the collection is empty: write collection.path";
      }
      if (!text.startsWith(".", end + 1)) {
        return "a path is missing: write " + text.substring(0, end + 1) + ".path";
      }
    } else if (text.indexOf('.') < 0) {
      return "a path is missing: write " + text + ".path";
    }
    DocumentPath parsed = parse(text);
    if (parsed.collection.isEmpty() || parsed.path.contains("")) {
      return "a name is empty: write collection.path";
    }
    for (String name : parsed.path) {
      if (name.indexOf('*') >= 0 || name.indexOf('[') >= 0 || name.startsWith("$")) {
        return "'"
            + name
            + "' is no name of a field: a path goes through arrays by itself, as in"
            + " chats.messages.text";
      }
    }
    return parsed.collection.indexOf('*') >= 0
        ? "names have no wildcards: write each collection as a source of its own"
        : null;
  }

  /** Reads a text that has no {@link #problem}. */
  static DocumentPath parse(String text) {
    boolean isQuoted = text.startsWith("\"");
    int end = isQuoted ? text.indexOf('"', 1) : text.indexOf('.');
    String collection = text.substring(isQuoted ? 1 : 0, end);
    int start = isQuoted ? end + 2 : end + 1;
    List<String> path = new ArrayList<>();
    for (int dot = text.indexOf('.', start); dot >= 0; dot = text.indexOf('.', start)) {
      path.add(text.substring(start, dot));
      start = dot + 1;
    }
    path.add(text.substring(start));
    return new DocumentPath(collection, path);
  }

  /** The collection as it is written in a policy. */
  String quoted() {
    return collection.indexOf('.') < 0 ? collection : '"' + collection + '"';
  }

  /** Where the field is in a document. */
  MessagePlace place() {
    return MessagePlace.throughArrays(path);
  }
}
