package dev.flowguard.rules.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The strings of one event in JSON, read as far as that is possible. */
final class Event {
  /** Levels of objects and arrays. */
  static final int DEEPEST = 256;

  /** Strings of one event. */
  static final int MOST_STRINGS = 50_000;

  private static final int LONGEST_TYPE = 100;
  private static final int MOST_NUMBERS = 8;

  /** Digits of the largest numbers that are looked at. */
  private static final int LONGEST_NUMBER = 9;

  private static final String INDEX = "index";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Names of hostile payloads must not fill a table that all payloads share.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNestingDepth(DEEPEST)
                  .build())
          .build();

  private final String json;
  private List<Text> texts = new ArrayList<>();
  private final List<Integer> numbers = new ArrayList<>();
  private boolean hasRoot;
  private @Nullable String type;
  private boolean isWhole;
  private boolean isCut;

  /**
   * A string that is not empty.
   *
   * @param value content
   */
  record Text(Step at, String value) {
    @Override
    public String toString() {
      return value.length() + " chars";
    }
  }

  private Event(String json) {
    this.json = json;
  }

  static Event read(String json) {
    Event event = new Event(json);
    event.read();
    return event;
  }

  /** In the order of the event. */
  List<Text> texts() {
    return texts;
  }

  /** The {@code type} of the root, or null. */
  @Nullable String type() {
    return type;
  }

  /** The numbers of the root whose names end with {@code index}, in their order. */
  List<Integer> numbers() {
    return numbers;
  }

  /** False if a part could not be read. */
  boolean isWhole() {
    return isWhole;
  }

  /** Removes the strings that are members of the root and have this name, and returns them. */
  List<Text> takeMembers(String name) {
    List<Text> taken = new ArrayList<>();
    List<Text> others = new ArrayList<>();
    for (Text each : texts) {
      Step outer = each.at().outer();
      boolean isTaken = outer != null && outer.isRoot() && name.equals(each.at().name());
      (isTaken ? taken : others).add(each);
    }
    texts = others;
    return taken;
  }

  private void read() {
    try (JsonParser parser = JSON.createParser(json)) {
      Step at = null;
      JsonToken token = parser.nextToken();
      while (token != null) {
        if (at == null && hasRoot || texts.size() == MOST_STRINGS) {
          return;
        }
        at = read(token, parser, at);
        token = isCut ? null : parser.nextToken();
      }
      isWhole = hasRoot && !isCut;
    } catch (IOException e) {
      isWhole = false; // what was read stays
    }
  }

  /** Reads a token and gives the container that is open then. */
  private @Nullable Step read(JsonToken token, JsonParser parser, @Nullable Step in)
      throws IOException {
    return switch (token) {
      case START_OBJECT, START_ARRAY -> step(in, parser, token == JsonToken.START_ARRAY);
      case END_OBJECT, END_ARRAY -> in == null ? null : in.outer();
      case FIELD_NAME -> in;
      case VALUE_STRING -> {
        text(step(in, parser, false), string(parser));
        yield in;
      }
      case VALUE_NUMBER_INT -> {
        number(in, parser);
        skip(in);
        yield in;
      }
      default -> {
        skip(in);
        yield in;
      }
    };
  }

  private Step step(@Nullable Step in, JsonParser parser, boolean isArray) throws IOException {
    Step step = new Step(in, in == null ? null : parser.currentName(), isArray);
    if (in == null) {
      hasRoot = true;
    }
    return step;
  }

  private void skip(@Nullable Step in) {
    if (in == null) {
      hasRoot = true;
    } else if (in.isArray()) {
      in.skipElement();
    }
  }

  private void text(Step at, String value) {
    Step outer = at.outer();
    boolean isType =
        outer != null && outer.isRoot() && !outer.isArray() && "type".equals(at.name());
    if (isType && value.length() <= LONGEST_TYPE) {
      type = value;
    } else if (!value.isEmpty()) {
      texts.add(new Text(at, value));
    }
  }

  private void number(@Nullable Step in, JsonParser parser) throws IOException {
    if (in == null || in.isArray() || parser.getTextLength() > LONGEST_NUMBER) {
      return;
    }
    String name = parser.currentName();
    if (name == null || !name.toLowerCase(Locale.ROOT).endsWith(INDEX)) {
      return;
    }
    int value = parser.getIntValue();
    if (value < 0) {
      return;
    }
    if (in.isElement() && name.equals(INDEX)) {
      in.setNumber(value);
    } else if (in.isRoot() && numbers.size() < MOST_NUMBERS) {
      numbers.add(value);
    }
  }

  /** A string, or its beginning where the event ends within it. */
  private String string(JsonParser parser) throws IOException {
    try {
      return parser.getText();
    } catch (JsonEOFException e) {
      isCut = true;
      long quote = parser.currentTokenLocation().getCharOffset();
      return quote < 0 || quote >= json.length() ? "" : json.substring((int) quote + 1);
    }
  }
}
