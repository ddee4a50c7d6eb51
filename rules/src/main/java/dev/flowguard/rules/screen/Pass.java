package dev.flowguard.rules.screen;

import dev.flowguard.rules.detect.Detector;
import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Opener;
import dev.flowguard.rules.payload.Outline;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.payload.Slice;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.Row;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the screen: takes its values in the order of the leaves that the
 * judgement would make of them. Used again for the next request; for one thread.
 *
 * <p>A value whose signs some decoder or detector asks for is looked at by these alone, as the
 * judgement would do it. Whatever that finds, and whatever needs more than one value, is left to
 * the judgement.
 */
final class Pass {
  /** Of what detectors want to know of a place. */
  static final int PLACE_BITS = 4;

  static final int PLACE = (1 << PLACE_BITS) - 1;
  static final int MOST_DETECTORS = Long.SIZE / PLACE_BITS;

  /**
   * Values of a request, and bytes of its body: with fewer of them no limit of {@link
   * dev.flowguard.rules.payload.UnfoldLimits} is reached.
   */
  private static final int MOST_VALUES = 1 << 16;

  private static final int MOST_BYTES = 4 << 20;

  /** Values, and characters, that each scratch keeps room for. */
  private static final int MOST_KEPT = 1 << 10;

  private static final int MOST_CHARS_KEPT = 64 << 10;

  /**
   * Values that are looked at one by one, and their characters together; and of how many bytes of a
   * large body there may be one more.
   */
  private static final int MOST_DOUBTS = 64;

  private static final int MOST_DOUBTED = 32 << 10;
  private static final int BYTES_OF_DOUBT = 512;
  private static final int BYTES_OF_DOUBTED = 8;

  private static final int LONGEST_NUMBER = 32;

  private static final char BYTE_ORDER_MARK = '\ufeff';

  private static final long NUMERIC =
      Outline.DIGIT | Outline.LETTER | Outline.mark('+') | Outline.mark('-') | Outline.mark('.');

  private static final Layers JSON = Layers.NONE.then("json");

  private final List<Detector> detectors;
  private final Signs[] signsOf;
  private final Signs signs;
  private final int fewestNumbers;

  final Fields fields;
  private final Row small = new Row(MOST_KEPT, MOST_CHARS_KEPT);

  /** For this request. */
  Row row = small;

  private final Outline outline = new Outline();
  private final Slice slice = new Slice();
  private final SureValues sure = new SureValues();
  private final JsonReader json;
  private final FormReader form = new FormReader(this);
  private final MultipartReader multipart;
  private final Field path;
  private final Field query;
  private final Field header;
  private final Field jsonRoot;
  private final Field formRoot;
  private final Field bodyRoot;

  /** What was found inside values, in the order of the values. */
  private final List<Leaf> inner = new ArrayList<>();

  private final List<Long> innerNumbers = new ArrayList<>();

  private String plainHost = "";
  private Work work = new Work(0, 0);
  private long number;

  /** Of each detector: what the texts so far are to a finding that several make. */
  private final int[] sidesOf;

  private int doubtsLeft;
  private int doubtedLeft;
  private int numbersInRow;
  private int numbersInside;

  Pass(List<Detector> detectors, Signs signs, int fewestNumbers) {
    this.detectors = detectors;
    this.signsOf = detectors.stream().map(Detector::signs).toArray(Signs[]::new);
    this.signs = signs;
    this.fewestNumbers = fewestNumbers;
    this.sidesOf = new int[detectors.size()];
    this.fields = new Fields(detectors);
    this.path = fields.root(Location.of(Location.Kind.PATH));
    this.query = fields.root(Location.of(Location.Kind.QUERY));
    this.header = fields.root(Location.of(Location.Kind.HEADER));
    this.jsonRoot = fields.root(Location.of(Location.Kind.JSON));
    this.json = new JsonReader(this, jsonRoot);
    this.formRoot = fields.root(Location.of(Location.Kind.FORM));
    this.bodyRoot = fields.root(Location.of(Location.Kind.BODY));
    this.multipart = new MultipartReader(this, fields.root(Location.of(Location.Kind.PART)));
  }

  /** The body of a request, if it can be looked at; else null. */
  static byte @Nullable [] body(OutboundRequest request, long mostBytes) {
    return request.body() instanceof Body.Held held
            && held.bytes().length <= Math.min(mostBytes, MOST_BYTES)
        ? held.bytes()
        : null;
  }

  /** True if the request is certainly clean. */
  boolean isClean(
      OutboundRequest request,
      RequestUrl url,
      ProtectedContent content,
      boolean alsoHashed,
      byte[] body) {
    number++;
    fields.begin();
    work = Work.forBytes(body.length);
    row = body.length > MOST_CHARS_KEPT ? LargeRows.take() : small;
    doubtsLeft = Math.max(MOST_DOUBTS, body.length / BYTES_OF_DOUBT);
    doubtedLeft = Math.max(MOST_DOUBTED, body.length / BYTES_OF_DOUBTED);
    if (!head(request, url) || !body(body, request.headers()) || hasSides()) {
      return false;
    }
    return !content.mayHold(row, alsoHashed, work);
  }

  Work work() {
    return work;
  }

  /** Keeps nothing of the request. */
  void clear() {
    row.clear();
    if (row != small) {
      LargeRows.keep(row);
      row = small;
    }
    outline.clear();
    slice.clear();
    json.clear();
    form.clear();
    multipart.clear();
    inner.clear();
    innerNumbers.clear();
    Arrays.fill(sidesOf, 0);
    numbersInRow = 0;
    numbersInside = 0;
  }

  private boolean head(OutboundRequest request, RequestUrl url) {
    if (url.userInfo() != null || url.fragment() != null || !isPlainHost(url.host())) {
      return false;
    }
    boolean isClean =
        path(url.path())
            && (url.query() == null || form.read(url.query(), query))
            && headers(request.headers());
    addInner();
    return isClean;
  }

  /** Hosts are few, and the labels of most say nothing. */
  private boolean isPlainHost(String host) {
    if (!host.equals(plainHost)) {
      if (!Opener.isPlainHost(host, work)) {
        return false;
      }
      plainHost = host;
    }
    return true;
  }

  private boolean path(String text) {
    int position = 0;
    int start = 1;
    while (start < text.length()) {
      int end = text.indexOf('/', start);
      end = end < 0 ? text.length() : end;
      if (end > start) {
        Field segment = fields.element(path, Layers.NONE);
        long order = Location.number(0, null, position);
        if (!form.value(text, start, end, false, segment, order, position)) {
          return false;
        }
        position++;
      }
      start = end + 1;
    }
    return true;
  }

  private boolean headers(List<Header> headers) {
    for (int i = 0; i < headers.size(); i++) {
      Header each = headers.get(i);
      if (each.name().equalsIgnoreCase("cookie")) {
        return false;
      }
      Field field = fields.child(header, each.name(), Layers.NONE, work);
      if (field == null
          || !name(field)
          || !each.value().isEmpty()
              && !value(each.value(), field, Layers.NONE, numberOf(field, 0), -1)) {
        return false;
      }
    }
    return true;
  }

  private boolean body(byte[] bytes, List<Header> headers) {
    String type = null;
    for (int i = 0; i < headers.size(); i++) {
      Header each = headers.get(i);
      if (each.name().equalsIgnoreCase("content-encoding")) {
        return false;
      }
      if (each.name().equalsIgnoreCase("content-type")) {
        if (type != null) {
          return false;
        }
        type = each.value();
      }
    }
    if (bytes.length == 0) {
      return true;
    }
    boolean isClean;
    if (type != null && Opener.isMultipart(bytes, type)) {
      isClean = multipart.read(bytes, type);
    } else if (!Opener.isText(bytes, type)) {
      isClean = false;
    } else if (bytes[0] == '{' || bytes[0] == '[') {
      isClean = json.read(bytes, jsonRoot, JSON);
    } else if (Opener.isForm(type)) {
      isClean = form.read(bytes, formRoot);
    } else {
      isClean = Opener.isPlainText(type) && text(bytes, bodyRoot, Layers.NONE, 0);
    }
    addInner();
    return isClean;
  }

  /** True if something was found inside values that has not been added yet. */
  boolean hasInner() {
    return !inner.isEmpty();
  }

  /** What is inside values comes behind them all. */
  void addInner() {
    row.inside(true);
    for (int i = 0; i < inner.size(); i++) {
      Leaf.Text leaf = (Leaf.Text) inner.get(i);
      if (leaf.isName()) {
        row.addName(leaf.value());
      } else {
        row.add(
            leaf.value(),
            leaf.location(),
            leaf.layers(),
            innerNumbers.get(i),
            leaf.location().index());
      }
    }
    row.inside(false);
    inner.clear();
    innerNumbers.clear();
  }

  private boolean hasSides() {
    for (int i = 0; i < sidesOf.length; i++) {
      if (sidesOf[i] != 0 && detectors.get(i).areSides(sidesOf[i])) {
        return true;
      }
    }
    return false;
  }

  /** The number of a named place in one with this number. */
  static long numberOf(Field field, long outer) {
    return field.isNumbered ? Location.number(outer, field.name, -1) : outer;
  }

  /** Takes a name; false if it may have something in it. */
  boolean name(Field field) {
    if (field.isText && field.addedIn != number) {
      field.addedIn = number;
      row.addName(field.name);
    }
    return field.isClean;
  }

  /**
   * Takes bytes that are plain text as a whole.
   *
   * @return false if there may be something in it, or if it is read as something else
   */
  boolean text(byte[] bytes, Field field, Layers layers, long order) {
    long marks = 0;
    boolean isAscii = true;
    for (byte b : bytes) {
      boolean isControl = b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' || b == 127;
      if (isControl) {
        return false;
      }
      isAscii &= b >= 0;
      marks |= b >= 0 ? Outline.mark((char) b) : 0;
    }
    if (isAscii) {
      return !isReadOtherwise(slice.of(bytes, 0, bytes.length), marks)
          && value(bytes, 0, bytes.length, marks, field, layers, order, -1);
    }
    String text = Utf8.text(bytes, 0, bytes.length);
    return text != null
        && text.charAt(0) != BYTE_ORDER_MARK
        && !isReadOtherwise(text, -1)
        && value(text, field, layers, order, -1);
  }

  private boolean isReadOtherwise(CharSequence text, long marks) {
    if (!Opener.textSigns().mayBeIn(marks, text.length())) {
      return false;
    }
    outline.look(text);
    return Opener.mayOpenText(outline, text);
  }

  /**
   * Takes a value that is a part of an array of ASCII.
   *
   * @param marks of its characters
   * @return false if there may be something in it
   */
  boolean value(
      byte[] bytes,
      int from,
      int to,
      long marks,
      Field field,
      Layers layers,
      long order,
      int position) {
    if (from == to) {
      return true;
    }
    row.add(bytes, from, to, field.location, layers, order, position);
    return check(slice.of(bytes, from, to), marks, field, layers, order);
  }

  /** Takes a value that is a text. */
  boolean value(String value, Field field, Layers layers, long order, int position) {
    if (value.isEmpty()) {
      return true;
    }
    row.add(value, field.location, layers, order, position);
    long marks = 0;
    for (int i = 0; i < value.length(); i++) {
      marks |= Outline.mark(value.charAt(i));
    }
    return check(value, marks, field, layers, order);
  }

  /**
   * Looks at the value that was added to the row last.
   *
   * @param marks of its characters
   */
  private boolean check(CharSequence value, long marks, Field field, Layers layers, long order) {
    boolean isNumber =
        (marks & ~NUMERIC) == 0 && (marks & Outline.DIGIT) != 0 && value.length() <= LONGEST_NUMBER;
    numbersInRow = isNumber ? numbersInRow + 1 : 0;
    if (numbersInRow >= fewestNumbers || row.size() > MOST_VALUES) {
      return false;
    }
    if (field.places != 0) {
      sides(value, field.places);
    }
    if (!signs.mayBeIn(marks, value.length())) {
      return true;
    }
    long key =
        value instanceof Slice part && value.length() <= SureValues.LONGEST
            ? sure.key(part.bytes(), part.from(), part.from() + part.length(), field.places)
            : SureValues.NONE;
    return sure.has(key) || look(value, marks, field, layers, order, key);
  }

  private void sides(CharSequence value, long places) {
    for (int i = 0; i < sidesOf.length; i++) {
      int place = (int) (places >>> PLACE_BITS * i) & PLACE;
      if (place != 0) {
        sidesOf[i] |= detectors.get(i).side(value, place);
      }
    }
  }

  /**
   * Has a value looked at by those whose signs it has.
   *
   * @param key by which it is known again if there is nothing to look into
   */
  private boolean look(
      CharSequence value, long marks, Field field, Layers layers, long order, long key) {
    outline.look(value);
    boolean mayOpen =
        Opener.signs().mayBeIn(marks, value.length()) && Opener.mayOpen(outline, value);
    int asked = 0;
    for (int i = 0; i < detectors.size(); i++) {
      Detector detector = detectors.get(i);
      if (outline.has(signsOf[i])
          && detector.mayFind(value, outline, (int) (field.places >>> PLACE_BITS * i) & PLACE)) {
        asked |= 1 << i;
      }
    }
    if (!mayOpen && asked == 0) {
      sure.add(key);
      return true;
    }
    doubtedLeft -= value.length();
    if (--doubtsLeft < 0 || doubtedLeft < 0) {
      return false;
    }
    String text = value.toString();
    Leaf.Text leaf = new Leaf.Text(field.location, layers, text, false);
    if (asked != 0 && isFound(List.of(leaf), asked)) {
      return false;
    }
    return !mayOpen || inside(text, field, layers, order);
  }

  /**
   * @param asked bits of the detectors
   */
  private boolean isFound(List<Leaf> leaves, int asked) {
    Payload payload = new Payload(leaves, Inspection.COMPLETE, work);
    try {
      for (int i = 0; i < detectors.size(); i++) {
        if ((asked & 1 << i) != 0 && !detectors.get(i).scan(payload).isEmpty()) {
          return true;
        }
      }
    } catch (Work.UsedUp e) {
      return true;
    }
    return false;
  }

  private boolean inside(String text, Field field, Layers layers, long order) {
    List<Leaf> leaves = Opener.open(field.location, layers, layers.depth(), text, false, work);
    if (leaves == null) {
      return false;
    }
    if (leaves.size() == 1) {
      return true;
    }
    List<Leaf> found = leaves.subList(1, leaves.size());
    for (Leaf each : found) {
      if (!(each instanceof Leaf.Text leaf)) {
        return false;
      }
      boolean isSame = leaf.location() == field.location;
      if (!isSame && field.location.group() != 0) {
        return false; // its order among others of its group is not known here
      }
      inner.add(leaf);
      innerNumbers.add(isSame ? order : leaf.location().number());
      if (!leaf.isName()) {
        numbersInside++;
        for (int i = 0; i < sidesOf.length; i++) {
          int place = detectors.get(i).place(leaf.location()) & PLACE;
          sidesOf[i] |= place == 0 ? 0 : detectors.get(i).side(leaf.value(), place);
        }
      }
    }
    return numbersInside < fewestNumbers && !isFound(List.copyOf(found), -1);
  }
}
