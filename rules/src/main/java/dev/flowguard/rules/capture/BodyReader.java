package dev.flowguard.rules.capture;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.UnfoldLimits;
import dev.flowguard.rules.payload.Unfolder;
import dev.flowguard.rules.policy.MessagePlace;
import dev.flowguard.rules.policy.Selection;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.stream.StreamValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Opens the body of an HTTP message and takes out the texts and files that a source captures.
 *
 * <p>A file is taken as a whole: what is inside is found by whoever fingerprints it. A body that is
 * cut short, because more of it is still to come, gives what is there. Immutable and thread-safe;
 * the counted work is in proportion to the body.
 */
public final class BodyReader {
  /** Only the body of this request is looked at. */
  private static final String ANY_URL = "http://localhost/";

  private static final String TEXT = "text/plain";
  private static final String DATA_URI = "data:";

  /** Characters before the bytes of a data URI, with parameters of its media type. */
  private static final int LONGEST_PREFIX = 100;

  private static final int LONGEST_PADDING = 4;

  private final List<Leaf> leaves;
  private final String mediaType;
  private final boolean isPartial;
  private final boolean isStream;
  private final boolean opens;

  /** The leaf that is from the middle of a file, or null. */
  private final @Nullable Leaf piece;

  /**
   * @param isStream true if the leaves are what a stream carries in pieces
   * @param opens true if files and JSON in the leaves are still to be opened
   */
  private BodyReader(
      List<Leaf> leaves, String mediaType, boolean isPartial, boolean isStream, boolean opens) {
    this(leaves, mediaType, isPartial, isStream, opens, null);
  }

  private BodyReader(
      List<Leaf> leaves,
      String mediaType,
      boolean isPartial,
      boolean isStream,
      boolean opens,
      @Nullable Leaf piece) {
    this.leaves = leaves;
    this.piece = piece;
    this.mediaType = mediaType;
    this.isPartial = isPartial;
    this.isStream = isStream;
    this.opens = opens;
  }

  /**
   * Opens a body.
   *
   * @param type value of {@code Content-Type}, or null
   * @param encoding value of {@code Content-Encoding}, or null
   */
  public static BodyReader open(byte[] body, @Nullable String type, @Nullable String encoding) {
    List<Header> headers = new ArrayList<>(2);
    if (type != null) {
      headers.add(new Header("Content-Type", type));
    }
    if (encoding != null) {
      headers.add(new Header("Content-Encoding", encoding));
    }
    Payload payload =
        new Unfolder(UnfoldLimits.DEFAULT)
            .unfold(new OutboundRequest("POST", ANY_URL, headers, new Body.Held(body), ""));
    return new BodyReader(valuesOf(payload), mediaType(type), isPartial(payload), false, false);
  }

  /**
   * Reads the values of a stream.
   *
   * @param isPartial true if some are missing
   * @param isComplete true if no more will come, so that files and JSON in them are opened
   */
  static BodyReader ofStream(
      List<StreamValue> values, @Nullable String type, boolean isPartial, boolean isComplete) {
    List<Leaf> leaves = new ArrayList<>(values.size());
    for (StreamValue value : values) {
      leaves.add(new Leaf.Text(value.place(), Layers.NONE, value.text(), false));
    }
    return new BodyReader(leaves, mediaType(type), isPartial, true, isComplete);
  }

  /**
   * A piece of a file, which is taken as it is.
   *
   * @param type value of {@code Content-Type} of the body, or null
   */
  static BodyReader ofFile(Leaf.Binary piece, @Nullable String type) {
    return new BodyReader(List.of(piece), mediaType(type), false, false, false, piece);
  }

  /** The values of several pieces of one body, in their order; one at most is of a file. */
  static BodyReader joined(List<BodyReader> pieces, @Nullable String type) {
    List<Leaf> leaves = new ArrayList<>();
    boolean isPartial = false;
    Leaf ofFile = null;
    for (BodyReader each : pieces) {
      leaves.addAll(each.leaves);
      isPartial |= each.isPartial;
      ofFile = each.piece == null ? ofFile : each.piece;
    }
    return new BodyReader(leaves, mediaType(type), isPartial, false, false, ofFile);
  }

  /** True for bytes from the middle of a file, which are taken as they are. */
  public boolean isPiece(Leaf leaf) {
    return leaf == piece;
  }

  /** The first file, or null. */
  Leaf.@Nullable Binary file() {
    for (Leaf leaf : leaves) {
      if (leaf instanceof Leaf.Binary binary) {
        return binary;
      }
    }
    return null;
  }

  private static String mediaType(@Nullable String type) {
    int end = type == null ? 0 : type.indexOf(';');
    String plain = type == null ? "" : end < 0 ? type : type.substring(0, end);
    return plain.trim().toLowerCase(Locale.ROOT);
  }

  private static boolean isPartial(Payload payload) {
    return payload.inspection() instanceof Inspection.Incomplete incomplete
        && (incomplete.reasons().contains(Reason.WORK)
            || incomplete.reasons().contains(Reason.ENCODING));
  }

  /** True if a part of the body could not be read. */
  public boolean isPartial() {
    return isPartial;
  }

  /** The values of a body, without names, and without what is inside a file or another reading. */
  private static List<Leaf> valuesOf(Payload payload) {
    List<Leaf> values = new ArrayList<>();
    Leaf last = null;
    for (Leaf leaf : payload.leaves()) {
      boolean isName = leaf instanceof Leaf.Text text && text.isName();
      if (isName || leaf instanceof Leaf.Numbers || !isOfBody(leaf.location())) {
        continue;
      }
      if (last != null && isIn(leaf.location(), last.location())) {
        if (last instanceof Leaf.Binary) {
          continue; // opened again when the file is captured
        }
        if (leaf.location() == last.location() && !isFile(leaf)) {
          continue; // another reading of the same text, which chance may have made
        }
        if (leaf.location() == last.location() && isAllOf(leaf, last)) {
          values.remove(values.size() - 1); // a file that was written as a text
        }
      }
      values.add(leaf);
      last = leaf;
    }
    return values;
  }

  private static boolean isFile(Leaf leaf) {
    return leaf instanceof Leaf.Binary binary && FileKind.of(binary.bytes()) != null;
  }

  /** True if a text is the Base64 or hexadecimal form of a file, and little else. */
  private static boolean isAllOf(Leaf file, Leaf text) {
    if (!(text instanceof Leaf.Text written)) {
      return false;
    }
    int characters = 0;
    for (int i = 0; i < written.value().length(); i++) {
      characters += written.value().charAt(i) > ' ' ? 1 : 0;
    }
    boolean isUri = written.value().startsWith(DATA_URI);
    int beside = isUri ? LONGEST_PREFIX : LONGEST_PADDING;
    int inBase64 = (file.size() + 2) / 3 * 4;
    return Math.abs(characters - inBase64) <= beside
        || Math.abs(characters - 2 * file.size()) <= beside;
  }

  private static boolean isOfBody(Location location) {
    Location outermost = location;
    for (Location at = location; at != null; at = at.outer()) {
      outermost = at;
    }
    return switch (outermost.kind()) {
      case FORM, JSON, PART, ENTRY, PROTOBUF, BODY -> true;
      default -> false;
    };
  }

  private static boolean isIn(Location inner, Location outer) {
    for (Location at = inner; at != null; at = at.outer()) {
      if (at == outer) {
        return true;
      }
    }
    return false;
  }

  /** What of the body is captured: texts and files, in the order of the body. */
  public List<Leaf> take(Selection selection) {
    List<Leaf> taken = new ArrayList<>();
    Members members = new Members(leaves);
    for (Leaf value : leaves) {
      if (isSelected(value, selection, members)) {
        taken.addAll(opens && value instanceof Leaf.Text text ? opened(text) : List.of(value));
      }
    }
    return taken;
  }

  /** True if the place of each leaf is the same object each time that the body is read. */
  public boolean hasLastingPlaces() {
    return isStream;
  }

  /** What is in a text that came in pieces: a file, the texts of JSON, or the text itself. */
  private static List<Leaf> opened(Leaf.Text text) {
    List<Leaf> inside = open(text.value().getBytes(StandardCharsets.UTF_8), TEXT, null).leaves;
    char first = text.value().isEmpty() ? ' ' : text.value().charAt(0);
    boolean isOther = first == '{' || first == '[';
    for (Leaf leaf : inside) {
      isOther |= leaf instanceof Leaf.Binary;
    }
    return isOther && !inside.isEmpty() ? inside : List.of(text);
  }

  private boolean isSelected(Leaf value, Selection selection, Members members) {
    String part = partOf(value.location());
    return selection.hasPart(part)
        && selection.hasType(part == null ? mediaType : typeOf(value))
        && (!selection.isOfFields()
            || isStream && selection.hasStreams()
            || isField(value.location(), selection, members));
  }

  private static String typeOf(Leaf value) {
    return value instanceof Leaf.Binary binary ? mediaType(binary.declaredType()) : TEXT;
  }

  /** The name of the outermost part that a place is in; null where it is in none. */
  private static @Nullable String partOf(Location location) {
    String name = null;
    for (Location at = location; at != null; at = at.outer()) {
      Location outer = at.outer();
      if (outer != null && outer.isRoot() && outer.kind() == Location.Kind.PART) {
        name = at.name() == null ? "" : at.name();
      }
    }
    return name;
  }

  private static boolean isField(Location location, Selection selection, Members members) {
    boolean isField = selection.fields().isEmpty();
    boolean isLeftOut = false;
    List<String> names = new ArrayList<>();
    List<Location> steps = new ArrayList<>();
    for (Location at = location; at != null; at = at.outer()) {
      if (at.isRoot()) {
        MessagePlace.Where where = where(at.kind());
        if (where != null) {
          MessagePlace.Around around = condition -> members.has(steps, condition);
          isField = isField || selection.hasField(where, names, around);
          // Of the outermost alone: what is inside a text, a user may have written.
          isLeftOut = isField && selection.isLeftOut(where, names, around);
        }
        names.clear();
        steps.clear();
        continue;
      }
      String name = at.name();
      names.add(0, name == null ? Integer.toString(at.index()) : name);
      steps.add(0, at);
    }
    return isField && !isLeftOut;
  }

  private static MessagePlace.@Nullable Where where(Location.Kind kind) {
    return switch (kind) {
      case JSON -> MessagePlace.Where.JSON;
      case FORM -> MessagePlace.Where.FORM;
      case PART -> MessagePlace.Where.PART;
      default -> null;
    };
  }

  /** The first text in a place of the body, such as the id of a user; null if there is none. */
  public @Nullable String textAt(MessagePlace place) {
    Selection only = new Selection(List.of(place), List.of(), List.of(), null, null, false);
    Members members = new Members(leaves);
    for (Leaf value : leaves) {
      if (value instanceof Leaf.Text text && isField(value.location(), only, members)) {
        return text.value();
      }
    }
    return null;
  }
}
