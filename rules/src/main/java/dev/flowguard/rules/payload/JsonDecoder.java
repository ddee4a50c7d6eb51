package dev.flowguard.rules.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.flowguard.rules.inspection.Inspection.Reason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * JSON, declared or by its first character: bodies, several values in a row (NDJSON), values behind
 * the number of a socket.io message, and JSON within a string. Read as a stream of tokens, not as a
 * tree; what was read before a fault is kept, a string that is cut short included.
 */
final class JsonDecoder implements Decoder {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Names of hostile payloads must not fill a table that all payloads share.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNestingDepth(UnfoldLimits.DEFAULT.jsonDepth())
                  .build())
          .build();

  /** Bytes of an object or array with its place. */
  private static final int LEVEL = 64;

  private static final int LONGEST_SMALL = 4_000;

  /** Bytes of a parser, and of a character in its buffers and its value. */
  private static final int PARSER = 3 << 10;

  private static final int CHARACTER = 8;

  private static final int LONGEST_NUMBER = 32;

  /** Shorter strings hold nothing that is worth opening. */
  private static final int SHORTEST_STRING = 16;

  private static final double[] NONE = {};

  private final boolean isInside;

  /**
   * @param isInside true to look into values, whose own text is a leaf already
   */
  JsonDecoder(boolean isInside) {
    this.isInside = isInside;
  }

  private static final Signs SIGNS =
      Signs.beginning("{[\"0123456789\ufeff").and(Signs.anyOf("{[\""));

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null) {
      return false;
    }
    boolean isDeclared = part.isBody() && MediaType.isJson(part.mediaType());
    int start = start(text);
    if (start < 0) {
      if (isDeclared && !isScalar(text)) {
        to.incomplete(Reason.MALFORMED);
      }
      return false;
    }
    if (isInside && !mayGoOn(text, start)) {
      return false;
    }
    if (isInside && part.depth() >= to.limits().depth()) {
      to.incomplete(Reason.WORK);
      return false;
    }
    to.work().charge(4L * text.length()); // parsed, and its values copied
    to.work().allocate(PARSER + (long) CHARACTER * text.length());
    Walk walk = new Walk(part, text.substring(start), to);
    boolean isWhole = walk.run();
    if (!isWhole && walk.values == 0) {
      if (isDeclared) {
        to.incomplete(Reason.MALFORMED);
      }
      return false;
    }
    if (!isWhole && !isInside) {
      if (isDeclared) {
        to.incomplete(Reason.MALFORMED);
      }
      to.value(part.location(), part.layers(), part.depth(), text);
    }
    return isWhole || !isInside;
  }

  /** Where a JSON object, array or string begins, or -1. */
  private static int start(String text) {
    int i = 0;
    while (i < text.length() && (text.charAt(i) <= ' ' || text.charAt(i) == '\ufeff')) {
      i++;
    }
    int first = i;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    if (i == text.length()) {
      return -1;
    }
    char c = text.charAt(i);
    return c == '{' || c == '[' || c == '"' && i == first ? i : -1;
  }

  /**
   * False where nothing inside a value can come of what begins here: a short string, or an object
   * or array that goes on with what none can. Most braces in texts are of this kind, and a parser
   * costs much more than a look.
   */
  private static boolean mayGoOn(String text, int start) {
    char opening = text.charAt(start);
    if (opening == '"') {
      return text.length() - start >= SHORTEST_STRING;
    }
    int next = afterSpace(text, start + 1);
    if (next == text.length()) {
      return false;
    }
    char c = text.charAt(next);
    if (opening == '[') {
      return "\"]{[-0123456789tfn".indexOf(c) >= 0;
    }
    if (c != '"') {
      return c == '}';
    }
    int quote = next + 1;
    while (quote < text.length() && text.charAt(quote) != '"') {
      quote += text.charAt(quote) == '\\' ? 2 : 1;
    }
    int colon = quote < text.length() ? afterSpace(text, quote + 1) : text.length();
    return colon >= text.length() || text.charAt(colon) == ':'; // or cut short
  }

  private static int afterSpace(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }

  /** A number or a word alone is JSON too; the text itself is then the leaf. */
  private static boolean isScalar(String text) {
    String value = text.strip();
    return value.isEmpty()
        || value.equals("null")
        || value.equals("true")
        || value.equals("false")
        || value.chars().allMatch(c -> c >= '0' && c <= '9' || "+-.eE".indexOf(c) >= 0);
  }

  /** One text on its way through the parser. */
  private static final class Walk {
    private final Unfolding to;
    private final String text;
    private final Layers layers;
    private final int depth;
    private final Location root;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Deque<Level> closed = new ArrayDeque<>();

    private Location at;
    private boolean isInString;
    private int roots;
    private int values;

    Walk(Part part, String text, Unfolding to) {
      this.to = to;
      this.text = text;
      this.layers = part.layers().then("json");
      this.depth = part.depth() + 1;
      this.root = Unfolding.root(part, Location.Kind.JSON);
      this.at = root;
    }

    /** True if the text was JSON to its end. */
    boolean run() {
      JsonParser json;
      try {
        // Of a text the parser makes a buffer of its own, which is larger than most values.
        json =
            text.length() <= LONGEST_SMALL
                ? JSON.createParser(text.toCharArray())
                : JSON.createParser(text);
      } catch (IOException e) {
        return false;
      }
      try (json) {
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
          token(token, json);
        }
        return true;
      } catch (StreamConstraintsException e) {
        to.incomplete(Reason.WORK);
        return false;
      } catch (IOException e) {
        if (isInString || e instanceof JsonEOFException) {
          cutString(json);
        }
        return false;
      }
    }

    private void token(JsonToken token, JsonParser json) throws IOException {
      switch (token) {
        case FIELD_NAME -> {
          String name = json.currentName();
          at = levels.element().location.child(name);
          to.name(at, layers, name);
        }
        case START_OBJECT, START_ARRAY -> {
          values++;
          to.work().allocate(LEVEL);
          Location place = place();
          levels.push(
              (closed.isEmpty() ? new Level() : closed.pop())
                  .opened(place, token == JsonToken.START_ARRAY));
        }
        case END_OBJECT -> closed.push(levels.pop());
        case END_ARRAY -> {
          Level level = levels.pop();
          numbers(level);
          closed.push(level);
        }
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
          values++;
          Level level = levels.peek();
          if (level != null && level.isArray) {
            level.number(json.getTextLength() > LONGEST_NUMBER ? 0 : json.getDoubleValue());
          }
          to.value(place(), layers, depth, json.getText());
        }
        case VALUE_STRING -> {
          values++;
          isInString = true;
          String value = json.getText();
          isInString = false;
          to.value(place(), layers, depth, value);
        }
        case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> place();
        default -> {}
      }
    }

    /**
     * An array of numbers is one leaf more, and bytes that somebody wrote as numbers are opened.
     */
    private void numbers(Level level) {
      if (level.count < Leaf.Numbers.FEWEST / 2 || level.count < level.next) {
        return;
      }
      to.work().allocate((long) level.count * Double.BYTES);
      double[] all = level.numbers();
      if (all.length >= Leaf.Numbers.FEWEST) {
        to.leaf(new Leaf.Numbers(level.location, layers, all));
      }
      byte[] bytes = new byte[all.length];
      for (int i = 0; i < all.length; i++) {
        if (all[i] != Math.rint(all[i]) || all[i] < Byte.MIN_VALUE || all[i] > 255) {
          return;
        }
        bytes[i] = (byte) (int) all[i];
      }
      if (to.decoded(bytes.length)) {
        to.add(Part.ofBytes(level.location, layers.then("bytes"), depth + 1, bytes));
      }
    }

    /** The place of the value that comes now. */
    private Location place() {
      Level level = levels.peek();
      if (level == null) {
        Location place = roots == 0 ? root : root.child(roots);
        roots++;
        return place;
      }
      return level.isArray ? level.location.child(level.next++) : at;
    }

    /** A string without an end, as fields of limited length cut it. */
    private void cutString(JsonParser json) {
      long start = json.currentTokenLocation().getCharOffset();
      if (values > 0 && start >= 0 && start + 1 < text.length()) {
        String rest = text.substring((int) start);
        int quote = rest.indexOf('"');
        if (quote >= 0 && quote <= 2) {
          to.value(place(), layers, depth, rest.substring(quote + 1));
        }
      }
    }
  }

  /** An object or array that is open. */
  private static final class Level {
    private Location location = Location.of(Location.Kind.JSON);
    private boolean isArray;
    private int next;
    private double[] numbers = NONE;
    private int count;

    /** Used again for the next one of the same depth. */
    Level opened(Location place, boolean opensArray) {
      location = place;
      isArray = opensArray;
      next = 0;
      count = 0;
      return this;
    }

    void number(double value) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.max(8, 2 * count));
      }
      numbers[count++] = value;
    }

    double[] numbers() {
      return Arrays.copyOf(numbers, count);
    }
  }
}
