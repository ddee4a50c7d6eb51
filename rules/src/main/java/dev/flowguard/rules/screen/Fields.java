package dev.flowguard.rules.screen;

import dev.flowguard.rules.detect.Detector;
import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Opener;
import dev.flowguard.rules.payload.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields that one screen has seen, at most {@value #SLOTS}, so that what a name says is found
 * out once. Only names that a program gives are kept: short ones of letters, digits and a few
 * signs, without long numbers. For one thread.
 */
final class Fields {
  private static final int SLOTS = 1 << 10;
  private static final int LONGEST_KEPT = 96;
  private static final int LONGEST_WORD = 40;
  private static final int LONGEST_NUMBER = 4;
  private static final int PRIME = 0x9e3779b9;

  /** New ones of one request: what a name says is costly to find out. */
  private static final int MOST_ADDED = 256;

  private final List<Detector> detectors;
  private int added;
  private final @Nullable Field[] known = new Field[SLOTS];

  Fields(List<Detector> detectors) {
    this.detectors = detectors;
  }

  /** The place that a request begins with, such as its query. */
  Field root(Location location) {
    return made(null, "", location, 0, Layers.NONE, null);
  }

  /** The positions in a field. */
  Field element(Field of, Layers layers) {
    Field element = of.element;
    if (element == null) {
      element = made(of, "", of.location.child(0), of.hash * 31 + 1, layers, null);
      of.element = element;
    }
    return element;
  }

  /** A member of a field, by a part of an array of ASCII; null if there are too many new ones. */
  @Nullable Field child(Field of, byte[] name, int from, int to, Layers layers, Work work) {
    return found(of, name, from, to, false, layers, work);
  }

  /**
   * A field of a form or query, by a part of an array of ASCII: its decoded name with brackets;
   * null if there are too many new ones.
   */
  @Nullable Field key(Field form, byte[] name, int from, int to, Work work) {
    return found(form, name, from, to, true, Layers.NONE, work);
  }

  private @Nullable Field found(
      Field of, byte[] name, int from, int to, boolean isKey, Layers layers, Work work) {
    int hash = of.hash;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + name[i];
    }
    int at = hash * PRIME >>> 22;
    Field found = known[at];
    if (found != null
        && found.hash == hash
        && found.outer == of
        && isSame(found.name, name, from, to)) {
      return found;
    }
    return added(of, text(name, from, to), isKey, hash, layers, work);
  }

  /** A member of a field, by its name; null if there are too many new ones. */
  @Nullable Field child(Field of, String name, Layers layers, Work work) {
    int hash = hash(of, name);
    Field found = known[hash * PRIME >>> 22];
    if (found != null && found.hash == hash && found.outer == of && found.name.equals(name)) {
      return found;
    }
    return added(of, name, false, hash, layers, work);
  }

  /** Says that another request begins. */
  void begin() {
    added = 0;
  }

  private @Nullable Field added(
      Field of, String name, boolean isKey, int hash, Layers layers, Work work) {
    if (++added > MOST_ADDED) {
      return null;
    }
    Location location = isKey ? Opener.field(of.location, name) : of.location.child(name);
    return keep(hash * PRIME >>> 22, made(of, name, location, hash, layers, work));
  }

  private static int hash(Field of, String name) {
    int hash = of.hash;
    for (int i = 0; i < name.length(); i++) {
      hash = hash * 31 + name.charAt(i);
    }
    return hash;
  }

  private static boolean isSame(String name, byte[] bytes, int from, int to) {
    if (name.length() != to - from) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("deprecation") // the only way to make a text of ASCII without a decoder
  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, 0, from, to - from);
  }

  private Field keep(int at, Field field) {
    if (isOfProgram(field.name) && isKept(field.outer)) {
      known[at] = field;
    }
    return field;
  }

  /** What is below a field that is not kept would keep it. */
  private static boolean isKept(@Nullable Field outer) {
    for (Field at = outer; at != null; at = at.outer) {
      if (!isOfProgram(at.name)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfProgram(String name) {
    if (name.length() > LONGEST_KEPT) {
      return false;
    }
    int word = 0;
    int number = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean isDigit = c >= '0' && c <= '9';
      boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      number = isDigit ? number + 1 : 0;
      word = isDigit || isLetter || c == '_' || c == '-' ? word + 1 : 0;
      boolean isAny = word > 0 || c == '[' || c == ']' || c == '.' || c == '$' || c == ':';
      if (!isAny || word > LONGEST_WORD || number > LONGEST_NUMBER) {
        return false;
      }
    }
    return true;
  }

  private Field made(
      @Nullable Field outer,
      String name,
      Location location,
      int hash,
      Layers layers,
      @Nullable Work work) {
    Field field = new Field(outer, name, location, !Location.isPlain(name), hash);
    for (int i = 0; i < detectors.size(); i++) {
      field.places |= (long) (detectors.get(i).place(location) & Pass.PLACE) << Pass.PLACE_BITS * i;
    }
    if (work != null && field.isText) {
      field.isClean = isClean(name, location, layers, work);
    }
    return field;
  }

  /** True if a name has nothing in it but what is in any text. */
  private boolean isClean(String name, Location location, Layers layers, Work work) {
    List<Leaf> leaves = Opener.open(location, layers, layers.depth(), name, true, work);
    if (leaves == null || leaves.size() != 1) {
      return false;
    }
    Payload payload = new Payload(leaves, Inspection.COMPLETE, work);
    for (Detector detector : detectors) {
      if (!detector.scan(payload).isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
