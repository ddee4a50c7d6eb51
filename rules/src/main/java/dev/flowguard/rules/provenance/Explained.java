package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The characters of a stream that are nobody's content: ids, words of a protocol's grammar, names
 * of the recipient's own interface, whole values of the application itself. They neither make nor
 * extend a run, and do not part one either. A leaf is looked at when a run touches it, so that
 * requests without any cost nothing. For one thread.
 */
final class Explained {
  /** Steps of a character that is looked at, for each grammar that looks. */
  private static final int STEPS = 32;

  private static final String GRAMMAR = "grammar of the protocol";

  private final OwnWords own;
  private final Predicate<Leaf.Text> isOwnValue;
  private final Work work;
  private final BitSet explained = new BitSet();
  private final BitSet looked = new BitSet();

  /** By what they are. */
  private final Map<String, BitSet> kinds = new LinkedHashMap<>();

  /**
   * @param isOwnValue true for a value that the application itself sends again and again
   * @param work charged with each leaf that is looked at
   */
  Explained(OwnWords own, Predicate<Leaf.Text> isOwnValue, Work work) {
    this.own = own;
    this.isOwnValue = isOwnValue;
    this.work = work;
  }

  OwnWords own() {
    return own;
  }

  /** True if a value as a whole is the application's own. */
  boolean isOwnValue(Leaf.Text leaf) {
    return isOwnValue.test(leaf);
  }

  /** For the next stream, or the same one with other leaves. */
  void clear() {
    explained.clear();
    looked.clear();
    kinds.clear();
  }

  /** How many characters of a part of the stream are nobody's, by what they are. */
  void kinds(Stream stream, int start, int end, Map<String, Integer> counts) {
    look(stream, start, end);
    kinds.forEach(
        (kind, places) -> {
          int count = places.get(start, end).cardinality();
          if (count > 0) {
            counts.merge(kind, count, Integer::sum);
          }
        });
  }

  /** How many characters of a part of the stream are nobody's. */
  int count(Stream stream, int start, int end) {
    look(stream, start, end);
    int count = 0;
    for (int i = explained.nextSetBit(start); i >= 0 && i < end; i = explained.nextSetBit(i + 1)) {
      count++;
    }
    return count;
  }

  private void look(Stream stream, int start, int end) {
    for (int leaf = stream.leafAt(start);
        leaf < stream.size() && stream.start(leaf) < end;
        leaf++) {
      if (!looked.get(leaf)) {
        looked.set(leaf);
        look(stream, leaf);
      }
    }
  }

  private void look(Stream stream, int number) {
    Leaf.Text leaf = stream.leaf(number);
    String value = leaf.value();
    work.charge((long) STEPS * value.length());
    if (isOwnValue(leaf)) {
      mark(stream.start(number), stream.end(number), "the application's own");
      return;
    }
    mark(stream, number, value, IdSpans.sent(value, own.hosts()), "ids");
    if (leaf.isName() || leaf.location().kind() == Location.Kind.PATH) {
      mark(stream, number, value, names(leaf), "names of the interface");
      // A text with an ampersand may be read as a form, and a part of it as the name of a field.
      markTechnical(stream, number, value);
      return;
    }
    if (ProtocolFields.isOrganisation(leaf)) {
      mark(stream.start(number), stream.end(number), "the name of an organisation");
      return;
    }
    ProtocolFields.Grammar grammar = ProtocolFields.of(leaf.location());
    if (grammar != null) {
      mark(stream, number, value, ProtocolFields.explained(value, grammar), GRAMMAR);
    } else {
      markTechnical(stream, number, value);
    }
  }

  /** What programs write into any field. */
  private void markTechnical(Stream stream, int number, String value) {
    mark(stream, number, value, ProtocolFields.agents(value), GRAMMAR);
    mark(stream, number, value, LibraryNames.of(value), "names of libraries");
    mark(stream, number, value, StyleSpans.of(value), "styles");
  }

  /** Words of a name or a path that the recipient's interface has, or that HTTP has. */
  private Spans names(Leaf.Text leaf) {
    String value = leaf.value();
    if (leaf.location().kind() == Location.Kind.HEADER) {
      return ProtocolFields.explained(value, ProtocolFields.Grammar.HEADER_NAME);
    }
    Spans found = new Spans();
    int start = 0;
    for (int i = 0; i <= value.length(); i++) {
      if (i < value.length() && Character.isLetterOrDigit(value.charAt(i))) {
        continue;
      }
      if (i > start && own.isName(value.substring(start, i).toLowerCase(Locale.ROOT))) {
        found.add(start, i);
      }
      start = i + 1;
    }
    return found;
  }

  /** Marks parts of a value where its canonical form is in the stream. */
  private void mark(Stream stream, int number, String value, Spans parts, String kind) {
    if (parts.size() == 0) {
      return;
    }
    CanonicalText before = new CanonicalText(value.length(), work);
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      before.append(value, at, parts.start(i));
      int from = stream.start(number) + before.length();
      before.append(value, parts.start(i), parts.end(i));
      mark(
          Math.min(from, stream.end(number)),
          Math.min(stream.start(number) + before.length(), stream.end(number)),
          kind);
      at = parts.end(i);
    }
  }

  private void mark(int start, int end, String kind) {
    explained.set(start, end);
    BitSet places = kinds.get(kind);
    if (places == null) {
      places = new BitSet();
      kinds.put(kind, places);
    }
    places.set(start, end);
  }

  @Override
  public String toString() {
    return "Explained[" + explained.cardinality() + "]";
  }
}
