package dev.flowguard.rules.provenance;

import dev.flowguard.rules.detect.Comparison;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.detect.Secret;
import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.provenance.picture.Appearance;
import dev.flowguard.rules.provenance.picture.Pictures;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One search of a payload for protected content. For one thread, which holds the owner's lock.
 *
 * <p>Texts are laid out in a row in canonical form and every gram of the row is looked up; what is
 * found is joined to runs where document and distance are the same.
 */
final class Matcher {
  /** More findings of one payload say nothing new. */
  static final int MAX_FINDINGS = 64;

  /** Steps of a character that is looked up, a leaf, a look-up that may find something, a word. */
  private static final int GRAM_STEPS = 3;

  private static final int LEAF_STEPS = 4;
  private static final int LOOKUP_STEPS = 40;
  private static final int WORD_STEPS = 16;

  /** Bytes of a hit, and of a character of a cell. */
  private static final int HIT = 64;

  private static final int CELL = 4;

  /** Phrases in documents of this many owners say nothing about any of them. */
  private static final int COMMON_OWNERS = 3;

  /** Letters that make the common phrase beside them a part of something particular. */
  private static final int SHORTEST_PARTICULAR = 18;

  /** Of a character of a run that is compared with what is nobody's. */
  private static final int PLACE_STEPS = 8;

  /** Where owners are not known: so many documents of different families. */
  private static final int COMMON_DOCUMENTS = 5;

  /** A field is compared with parts of it up to so many characters for each letter of a value. */
  private static final int LONGEST_SPACED = 8;

  private static final Spans NO_IDS = new Spans();

  private final Keyed keyed;
  private final Memory memory;
  private final HotFilter filter;
  private final LongSet published;
  private final Supplier<Boilerplate> boilerplate;
  private final Thresholds thresholds;
  private final boolean alsoHashed;
  private final Work work;
  private final Explained explained;
  private final Predicate<Captured> isMeant;
  private final Compared.Listener listener;
  private final boolean isListening;
  private final List<Finding> findings = new ArrayList<>();

  /** Of the documents that have a gram. */
  private final Set<Long> owners = new HashSet<>();

  private final Set<Long> names = new HashSet<>();
  private final Set<Object> families = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Characters of the stream at hand that stand in a phrase which many owners share. */
  private final BitSet common = new BitSet();

  Matcher(
      Keyed keyed,
      Memory memory,
      LongSet published,
      Supplier<Boilerplate> boilerplate,
      Thresholds thresholds,
      boolean alsoHashed,
      OwnWords own,
      Predicate<Leaf.Text> isOwnValue,
      Predicate<Captured> isMeant,
      Compared.Listener listener,
      Work work) {
    this.keyed = keyed;
    this.memory = memory;
    this.filter = memory.filter();
    this.published = published;
    this.boilerplate = boilerplate;
    this.thresholds = thresholds;
    this.alsoHashed = alsoHashed;
    this.work = work;
    this.explained = new Explained(own, isOwnValue, work);
    this.isMeant = isMeant;
    this.listener = listener;
    this.isListening = listener != Compared.Listener.NONE;
  }

  /**
   * Searches a payload. Where its work is used up, what was found so far is returned, and {@link
   * Work#isUsedUp} says that there may be more.
   */
  List<Finding> match(Payload payload) {
    try {
      search(payload);
    } catch (Work.UsedUp e) {
      // Seen by whoever has the work; what was found counts.
    }
    return findings.size() > MAX_FINDINGS ? findings.subList(0, MAX_FINDINGS) : findings;
  }

  private void search(Payload payload) {
    work.charge((long) LEAF_STEPS * payload.leaves().size());
    int chars = 0;
    int texts = 0;
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text && !text.isName()) {
        chars += text.value().length();
        texts++;
      }
    }
    Stream row = new Stream(texts, chars, work);
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text && !text.isName()) {
        row.add(text);
      }
    }
    matchRuns(row);
    matchWhole(row);
    matchCells(row);
    Stream other = new Stream(0, 0, work);
    for (int[] group : new Siblings().of(row, work)) {
      other.clear();
      for (int leaf : group) {
        other.add(row, leaf);
      }
      matchRuns(other);
    }
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text && text.isName()) {
        other.clear();
        other.add(text);
        matchRuns(other);
        matchWhole(other);
      } else if (leaf instanceof Leaf.Binary binary) {
        matchFile(binary);
      }
    }
  }

  private void matchFile(Leaf.Binary leaf) {
    if (memory.files.isEmpty()) {
      return;
    }
    FileFingerprints.Sketch sketch = FileFingerprints.Sketch.of(leaf.bytes(), keyed, work);
    FileFingerprints.Match match =
        published.contains(sketch.whole()) ? null : memory.files.find(sketch, isMeant);
    if (match != null) {
      work.allocate(leaf.bytes().length);
      Secret content = Secret.of(leaf.bytes());
      findings.add(
          match
              .captured()
              .finding(
                  List.of(leaf),
                  leaf.bytes().length,
                  content,
                  match.isSure(),
                  Comparison.Kind.FILE));
    }
  }

  /** Looks for pictures that look like captured ones. */
  static List<Finding> matchPictures(
      Payload payload, Pictures<Captured> known, Predicate<Captured> isMeant, Work work) {
    List<Finding> findings = new ArrayList<>();
    if (known.isEmpty()) {
      return findings;
    }
    for (Leaf leaf : payload.leaves()) {
      FileKind kind = leaf instanceof Leaf.Binary binary ? FileKind.of(binary.bytes()) : null;
      if (leaf instanceof Leaf.Binary binary
          && kind != null
          && kind.isImage()
          && findings.size() < MAX_FINDINGS) {
        Appearance looks = Pictures.appearance(binary.bytes(), work);
        Captured captured =
            looks == null
                ? null
                : known.find(looks, each -> !each.isDead && isMeant.test(each), work);
        if (captured != null) {
          Secret content = Secret.of(binary.bytes());
          findings.add(
              captured.finding(
                  List.of(leaf), binary.bytes().length, content, true, Comparison.Kind.PICTURE));
        }
      }
    }
    return findings;
  }

  /** Looks for rows of captured tables by their cells. */
  private void matchCells(Stream row) {
    if (memory.cells.isEmpty()) {
      return;
    }
    Map<Long, Row> rows = new LinkedHashMap<>();
    CanonicalText cell = new CanonicalText(Cells.LONGEST);
    for (int i = 0; i < row.size(); i++) {
      Leaf.Text leaf = row.leaf(i);
      work.allocate((long) CELL * leaf.value().length());
      for (String piece : Cells.pieces(leaf.value())) {
        cell.clear();
        cell.append(piece);
        if (cell.length() >= Cells.SHORTEST && cell.length() <= Cells.LONGEST) {
          long hash = keyed.hash(cell, 0, cell.length());
          int found = memory.cells.rowOf(hash, isMeant);
          if (found >= 0
              && !published.contains(hash)
              && !isOrdinary(piece)
              && !explained.isOwnValue(leaf)) {
            GramTable table = memory.cells.table();
            Captured captured = table.document(found);
            long number = (long) captured.id() << 32 | table.offset(found);
            rows.computeIfAbsent(number, key -> new Row(captured))
                .add(leaf, hash, cell.substring(0, cell.length()));
          }
        }
      }
    }
    for (Row found : rows.values()) {
      if (found.isKnown() && findings.size() < MAX_FINDINGS) {
        Secret content = Secret.of(found.text.toString());
        findings.add(
            found.of.finding(
                found.leaves, found.text.length(), content, true, Comparison.Kind.ROW));
      }
    }
  }

  /** True for a name of ordinary words, or of words that the policy has itself. */
  private boolean isNobody(String name) {
    work.charge((long) WORD_STEPS * name.length());
    boolean hasDigit = name.chars().anyMatch(Character::isDigit);
    return !hasDigit && OrdinaryWords.areAll(name, NO_IDS, explained.own()::isWord);
  }

  private boolean isOrdinary(String cell) {
    work.charge((long) WORD_STEPS * cell.length());
    return OrdinaryWords.areAll(cell, IdSpans.sent(cell, explained.own().hosts()), word -> false);
  }

  /** Cells of one row that a payload has. */
  private static final class Row {
    private final Captured of;
    private final List<Leaf> leaves = new ArrayList<>();
    private final Set<Long> cells = new HashSet<>();
    private final StringBuilder text = new StringBuilder();

    Row(Captured of) {
      this.of = of;
    }

    void add(Leaf.Text leaf, long hash, String cell) {
      if (cells.add(hash)) {
        text.append(cell);
        if (!leaves.contains(leaf)) {
          leaves.add(leaf);
        }
      }
    }

    boolean isKnown() {
      return cells.size() >= Cells.FEWEST && text.length() >= Cells.FEWEST_CHARS;
    }
  }

  /** Looks for short values as a whole, and for identifiers. */
  private void matchWhole(Stream stream) {
    for (int i = 0; i < stream.size(); i++) {
      Leaf.Text leaf = stream.leaf(i);
      work.charge(LOOKUP_STEPS);
      matchIdentifier(leaf);
      int start = stream.start(i);
      int length = stream.end(i) - start;
      if (length >= WholeValue.DENSE && length <= WholeValue.LONGEST) {
        matchWhole(stream, i, start, length);
      }
      comparePart(stream, i, length);
    }
  }

  private void matchWhole(Stream stream, int number, int start, int length) {
    long hash = keyed.hash(stream.text, start, start + length);
    if (!filter.mayHave(hash)) {
      return;
    }
    work.charge(LOOKUP_STEPS);
    Captured captured = memory.whole.find(hash, isMeant);
    if (captured == null) {
      return;
    }
    Leaf.Text leaf = stream.leaf(number);
    if (published.contains(hash)) {
      nobodysWhole(captured, leaf, length, "published");
      return;
    }
    if (isCommonWhole(hash)) {
      nobodysWhole(captured, leaf, length, "common");
      return;
    }
    int letters = length - explained.count(stream, start, start + length);
    work.charge((long) WORD_STEPS * leaf.value().length());
    WholeValue.Size size = WholeValue.Size.of(leaf.value());
    boolean isBoilerplate = false;
    boolean isOrdinary = false;
    boolean isDecisive =
        size.isDecisive(letters, thresholds) && letters >= Math.min(length, WholeValue.DENSE);
    if (isDecisive) {
      isBoilerplate =
          boilerplate.get().isSentence(hash)
              || !isParticular(stream, new Hit(captured, 0, start, start + length));
      isOrdinary =
          !isBoilerplate && OrdinaryWords.areAll(leaf.value(), NO_IDS, explained.own()::isWord);
      isDecisive = !isBoilerplate && !isOrdinary;
    }
    boolean isFinding = letters >= WholeValue.SHORTEST || isDecisive;
    if (!isFinding && !isListening) {
      return;
    }
    Map<String, Integer> left = new LinkedHashMap<>();
    put(left, "boilerplate", isBoilerplate ? length : 0);
    put(left, "ordinary words", isOrdinary ? length : 0);
    explained.kinds(stream, start, start + length, left);
    int counted = isBoilerplate || isOrdinary ? 0 : letters;
    Finding.Origin origin =
        captured.origin(isDecisive, size.compared(length, counted, thresholds, left));
    notifyListener(origin, List.of(leaf));
    if (isFinding) {
      Secret content = Secret.of(stream.text.substring(start, start + length));
      findings.add(Captured.finding(List.of(leaf), length, content, origin));
    }
  }

  /** Whoever listens is given a value that is nobody's as a whole. */
  private void nobodysWhole(Captured captured, Leaf.Text leaf, int length, String why) {
    if (isListening) {
      WholeValue.Size size = WholeValue.Size.of(leaf.value());
      notifyListener(
          captured.origin(false, size.compared(length, 0, thresholds, Map.of(why, length))),
          List.of(leaf));
    }
  }

  /**
   * Whoever listens is given the longest captured short value that makes most of a field and not
   * all of it.
   */
  private void comparePart(Stream stream, int number, int length) {
    Leaf.Text leaf = stream.leaf(number);
    String value = leaf.value();
    if (!isListening
        || length > 2 * WholeValue.LONGEST
        || value.length() > LONGEST_SPACED * WholeValue.LONGEST) {
      return;
    }
    int[] words = WholeValue.words(value);
    CanonicalText part = new CanonicalText(2 * WholeValue.LONGEST);
    Captured longest = null;
    String text = "";
    int letters = 0;
    for (int i = 0; i < words.length; i += 2) {
      part.clear();
      for (int k = i; k < words.length && part.length() <= WholeValue.LONGEST; k += 2) {
        part.append(value, words[k], words[k + 1]);
        int most = Math.min(length - 1, WholeValue.LONGEST);
        if (part.length() > letters && 2 * part.length() >= length && part.length() <= most) {
          Captured captured = whole(keyed.hash(part, 0, part.length()));
          if (captured != null) {
            longest = captured;
            text = value.substring(words[i], words[k + 1]);
            letters = part.length();
          }
        }
      }
    }
    if (longest != null) {
      notifyListener(
          longest.origin(false, WholeValue.Size.of(text).part(letters, thresholds)), List.of(leaf));
    }
  }

  /** The captured value that is this as a whole and somebody's, or null. */
  private @Nullable Captured whole(long hash) {
    return !filter.mayHave(hash) || published.contains(hash) || isCommonWhole(hash)
        ? null
        : memory.whole.find(hash, isMeant);
  }

  private void notifyListener(Finding.Origin origin, List<Leaf> leaves) {
    if (isListening) {
      listener.compared(new Compared(origin, leaves));
    }
  }

  private void matchIdentifier(Leaf.Text leaf) {
    if (memory.identifiers.isEmpty()) {
      return;
    }
    work.charge((long) WORD_STEPS * leaf.value().length());
    Identifiers.Match match =
        ProtocolFields.holdsNoName(leaf)
            ? null
            : memory.identifiers.find(
                leaf.value(),
                (start, end) -> !isNobody(leaf.value().substring(start, end)),
                isMeant);
    if (match == null && alsoHashed) {
      match = memory.identifiers.findHashed(leaf.value(), isMeant);
    }
    if (match != null) {
      Secret content = Secret.of(match.value());
      findings.add(
          match
              .captured()
              .finding(
                  List.of(leaf),
                  match.value().length(),
                  content,
                  true,
                  Comparison.Kind.IDENTIFIER));
    }
  }

  /** A gram of a document that stands in a stream, with as much around it as is known. */
  private record Hit(Captured document, int diagonal, int start, int end) {
    /** True if both have the same words of the document, or of the payload. */
    boolean overlaps(Hit other) {
      return start < other.end && other.start < end
          || start - diagonal < other.end - other.diagonal
              && other.start - other.diagonal < end - diagonal;
    }
  }

  private void matchRuns(Stream stream) {
    common.clear();
    explained.clear();
    List<Hit> hits = new ArrayList<>();
    Work.UsedUp usedUp = null;
    try {
      hits(stream.text, hits);
    } catch (Work.UsedUp e) {
      usedUp = e; // what was found up to here counts
    }
    if (!hits.isEmpty()) {
      join(stream, hits);
    }
    if (usedUp != null) {
      throw usedUp;
    }
  }

  private void join(Stream stream, List<Hit> hits) {
    hits.sort(
        Comparator.<Hit>comparingInt(hit -> hit.document().id())
            .thenComparingInt(Hit::diagonal)
            .thenComparingInt(Hit::start));
    List<Run> runs = new ArrayList<>();
    Hit open = null;
    for (Hit hit : hits) {
      if (open != null
          && open.document() == hit.document()
          && open.diagonal() == hit.diagonal()
          && (hit.start() <= open.end() || isExplained(stream, open.end(), hit.start()))) {
        open =
            new Hit(
                open.document(), open.diagonal(), open.start(), Math.max(open.end(), hit.end()));
      } else {
        if (open != null) {
          runs.add(counted(stream, open));
        }
        open = hit;
      }
    }
    if (open != null) {
      runs.add(counted(stream, open));
    }
    report(stream, runs);
  }

  private static void put(Map<String, Integer> left, String why, int letters) {
    if (letters > 0) {
      left.put(why, letters);
    }
  }

  /** True if all between two parts of a run is an id or the like. */
  private boolean isExplained(Stream stream, int start, int end) {
    return end - start <= IdSpans.LONGEST_TOKEN
        && explained.count(stream, start, end) == end - start;
  }

  private void hits(CanonicalText text, List<Hit> hits) {
    work.charge((long) GRAM_STEPS * text.length());
    long[] before = new long[Winnowing.LONGEST_PERIOD];
    int[] places = new int[Winnowing.LONGEST_PERIOD];
    int length = text.length();
    long hash = 0;
    for (int i = 0; i < Math.min(length, Keyed.GRAM - 1); i++) {
      hash = keyed.roll(hash, text.charAt(i));
    }
    for (int i = Keyed.GRAM - 1; i < length; i++) {
      hash =
          i < Keyed.GRAM
              ? keyed.roll(hash, text.charAt(i))
              : keyed.roll(hash, text.charAt(i), text.charAt(i - Keyed.GRAM));
      long gram = Keyed.finish(hash);
      if (!filter.mayHave(gram)) {
        continue;
      }
      work.charge(before.length);
      if (!isAmong(before, places, gram, i)) {
        before[i % before.length] = gram;
        places[i % places.length] = i;
        work.charge(LOOKUP_STEPS);
        if (isCommonGram(gram, text, i - Keyed.GRAM + 1)) {
          common.set(i - Keyed.GRAM + 1, i + 1);
        } else {
          collect(gram, text, i - Keyed.GRAM + 1, hits);
        }
      }
    }
  }

  /**
   * True if a gram was looked up a few characters before: text that repeats itself says no more.
   */
  private static boolean isAmong(long[] before, int[] places, long gram, int place) {
    for (int i = 0; i < before.length; i++) {
      if (before[i] == gram && place - places[i] <= Winnowing.LONGEST_PERIOD) {
        places[i] = place;
        return true;
      }
    }
    return false;
  }

  private void collect(long gram, CanonicalText text, int place, List<Hit> hits) {
    GramTable grams = memory.grams;
    for (int at = grams.first(gram); at >= 0; at = grams.next(at)) {
      work.charge(LOOKUP_STEPS);
      if (!grams.isGram(at, text, place, keyed)) {
        continue;
      }
      Captured document = grams.document(at);
      if (!isMeant.test(document)) {
        continue;
      }
      int offset = grams.offset(at);
      int before = Imprint.before(document, offset, text, place, keyed);
      int after = Imprint.after(document, offset, text, place, keyed);
      add(new Hit(document, place - offset, place - before, place + Keyed.GRAM + after), hits);
    }
  }

  /** Adds a hit, to the run that it goes on with if that is one of the last. */
  private void add(Hit hit, List<Hit> hits) {
    for (int i = hits.size() - 1; i >= Math.max(0, hits.size() - GramTable.MAX_SAME); i--) {
      Hit open = hits.get(i);
      if (open.document() == hit.document()
          && open.diagonal() == hit.diagonal()
          && hit.start() <= open.end()) {
        hits.set(
            i,
            new Hit(
                open.document(),
                open.diagonal(),
                Math.min(open.start(), hit.start()),
                Math.max(open.end(), hit.end())));
        return;
      }
    }
    work.allocate(HIT);
    hits.add(hit);
  }

  /**
   * True for a phrase in content of three named owners, or in five documents of nobody in
   * particular that have little else in common. Never what is pinned: its parts are put into many
   * prompts.
   */
  private boolean isCommonGram(long gram, CanonicalText text, int place) {
    clearDocuments();
    GramTable table = memory.grams;
    for (int at = table.first(gram); at >= 0; at = table.next(at)) {
      work.charge(LOOKUP_STEPS);
      if (table.isGram(at, text, place, keyed) && isPinned(table.document(at))) {
        return false;
      }
    }
    return areCommon();
  }

  /** The same for a value as a whole. */
  private boolean isCommonWhole(long hash) {
    clearDocuments();
    GramTable table = memory.whole;
    for (int at = table.first(hash); at >= 0; at = table.next(at)) {
      work.charge(LOOKUP_STEPS);
      if (isPinned(table.document(at))) {
        return false;
      }
    }
    return areCommon();
  }

  private void clearDocuments() {
    owners.clear();
    families.clear();
    names.clear();
  }

  /** Counts a document, unless it is pinned. */
  private boolean isPinned(Captured document) {
    if (document.isPinned()) {
      return true;
    }
    if (document.owner() != 0) {
      owners.add(document.owner());
    } else if (document.name() == 0 || names.add(document.name())) {
      families.add(document.family());
    }
    return false;
  }

  private boolean areCommon() {
    return owners.size() >= COMMON_OWNERS || families.size() >= COMMON_DOCUMENTS;
  }

  /**
   * The part of a run that is particular: the longest stretch without published text and
   * boilerplate. Of what is common in it, only what is beside something particular counts. Nothing
   * of what is pinned is common, also where it is common among others only, as at the edges of what
   * they quote.
   */
  private Run counted(Stream stream, Hit run) {
    Nobodys nobodys = nobodys(stream.text, run);
    Hit open = longest(run, nobodys.all);
    if (common.isEmpty() || run.document().isPinned()) {
      return run(run, open, nobodys);
    }
    BitSet shared = new BitSet();
    for (int i = open.start(); i < open.end(); i++) {
      shared.set(i - open.start(), common.get(i));
    }
    Hit own = longest(open, shared);
    return run(run, letters(stream, own) >= SHORTEST_PARTICULAR ? open : own, nobodys);
  }

  /** True if more of a short value than its edges is no boilerplate. */
  private boolean isParticular(Stream stream, Hit value) {
    int length = value.end() - value.start();
    Hit own = length < Keyed.GRAM ? value : longest(value, nobodys(stream.text, value).all);
    return own.end() - own.start() >= Math.min(length, SHORTEST_PARTICULAR);
  }

  /** Looks for what is published or boilerplate in a run, or repeats itself. */
  private Nobodys nobodys(CanonicalText text, Hit run) {
    Nobodys found = new Nobodys();
    Boilerplate known = boilerplate.get();
    // Such text may begin before the run and end after it.
    int from = Math.max(0, run.start() - Keyed.GRAM + 1);
    int to = Math.min(text.length(), run.end() + Keyed.GRAM - 1);
    work.charge((long) PLACE_STEPS * (to - from));
    long hash = 0;
    int same = 0;
    for (int i = from; i < to; i++) {
      int count = i - from;
      hash =
          count < Keyed.GRAM
              ? keyed.roll(hash, text.charAt(i))
              : keyed.roll(hash, text.charAt(i), text.charAt(i - Keyed.GRAM));
      same = count > 0 && text.charAt(i) == text.charAt(i - 1) ? same + 1 : 1;
      if (count >= Keyed.GRAM - 1) {
        long gram = Keyed.finish(hash);
        boolean isPublished = published.contains(gram);
        boolean isBoilerplate = known.contains(gram);
        if (same >= Keyed.GRAM || isPublished || isBoilerplate) {
          int gramStart = i - Keyed.GRAM + 1 - run.start();
          int start = Math.max(0, gramStart);
          int end = Math.max(start, Math.min(i + 1, run.end()) - run.start());
          found.all.set(start, end);
          found.published.set(start, isPublished ? end : start);
          found.boilerplate.set(start, isBoilerplate ? end : start);
        }
      }
    }
    return found;
  }

  /** Characters of a run that say nothing about anybody, counted from where it begins. */
  private static final class Nobodys {
    private final BitSet all = new BitSet();
    private final BitSet published = new BitSet();
    private final BitSet boilerplate = new BitSet();
  }

  /** A run, the part of it that counts, and how many other letters there are of each kind. */
  private record Run(
      Hit whole,
      Hit counted,
      int published,
      int boilerplate,
      int repeated,
      int common,
      int shorter) {
    boolean isCut() {
      return counted.end() - counted.start() < whole.end() - whole.start();
    }
  }

  private Run run(Hit whole, Hit counted, Nobodys nobodys) {
    int other = whole.end() - whole.start() - counted.end() + counted.start();
    if (other == 0) {
      return new Run(whole, counted, 0, 0, 0, 0, 0);
    }
    BitSet shared = common.get(whole.start(), whole.end());
    shared.clear(counted.start() - whole.start(), counted.end() - whole.start());
    shared.andNot(nobodys.all);
    int all = nobodys.all.cardinality();
    int published = nobodys.published.cardinality();
    int boilerplate = nobodys.boilerplate.cardinality();
    nobodys.published.or(nobodys.boilerplate);
    return new Run(
        whole,
        counted,
        published,
        boilerplate,
        all - nobodys.published.cardinality(),
        shared.cardinality(),
        other - all - shared.cardinality());
  }

  /** The longest stretch of a run that none of these characters is in. */
  private static Hit longest(Hit run, BitSet left) {
    int length = run.end() - run.start();
    int best = 0;
    int bestStart = 0;
    for (int start = left.nextClearBit(0); start < length; ) {
      int end = left.nextSetBit(start);
      end = end < 0 ? length : Math.min(end, length);
      if (end - start > best) {
        best = end - start;
        bestStart = start;
      }
      start = left.nextClearBit(end);
    }
    int from = run.start() + bestStart;
    return new Hit(run.document(), run.diagonal(), from, from + best);
  }

  /** The characters of a run that count. */
  private int letters(Stream stream, Hit run) {
    int length = run.end() - run.start();
    return length < thresholds.note() || run.document().isWholeLink(length)
        ? length
        : length - explained.count(stream, run.start(), run.end());
  }

  private void report(Stream stream, List<Run> runs) {
    // The same words in two layers of one value are one run of the document, not two; so are words
    // that the document has twice, as a mail in plain text and in HTML has.
    Map<Integer, List<Hit>> apart = new HashMap<>();
    for (Run each : runs) {
      Hit run = each.counted();
      if (letters(stream, run) >= thresholds.pair()) {
        List<Hit> others = apart.computeIfAbsent(run.document().id(), id -> new ArrayList<>());
        if (others.size() < 2 && others.stream().noneMatch(other -> other.overlaps(run))) {
          others.add(run);
        }
      }
    }
    for (Run each : runs) {
      Hit run = each.counted();
      int length = letters(stream, run);
      boolean isFinding = length >= thresholds.note() && findings.size() < MAX_FINDINGS;
      if (!isFinding && !isListening) {
        continue;
      }
      Comparison.Kind kind = Comparison.Kind.RUN;
      if (length < thresholds.decisive()) {
        boolean isPair =
            length >= thresholds.pair()
                && apart.getOrDefault(run.document().id(), List.of()).size() >= 2;
        kind = isPair ? Comparison.Kind.TWO_RUNS : kind;
        kind = run.document().isWholeLink(length) ? Comparison.Kind.LINK : kind;
      }
      boolean isDecisive = length >= thresholds.decisive() || kind != Comparison.Kind.RUN;
      Finding.Origin origin =
          run.document().origin(isDecisive, comparison(stream, each, kind, length));
      List<Leaf> leaves = stream.leaves(run.start(), run.end());
      notifyListener(
          origin,
          leaves.isEmpty() ? stream.leaves(each.whole().start(), each.whole().end()) : leaves);
      if (isFinding) {
        Secret content = Secret.of(stream.text.substring(run.start(), run.end()));
        findings.add(Captured.finding(leaves, length, content, origin));
      }
    }
  }

  private Comparison comparison(Stream stream, Run run, Comparison.Kind kind, int letters) {
    Hit counted = run.counted();
    Map<String, Integer> left = Map.of();
    if (run.isCut() || letters < counted.end() - counted.start()) {
      left = new LinkedHashMap<>();
      put(left, "published", run.published());
      put(left, "boilerplate", run.boilerplate());
      put(left, "repeated", run.repeated());
      put(left, "common", run.common());
      put(left, "in shorter parts", run.shorter());
      explained.kinds(stream, counted.start(), counted.end(), left);
    }
    return new Comparison(
        kind,
        run.whole().end() - run.whole().start(),
        letters,
        kind == Comparison.Kind.TWO_RUNS ? thresholds.pair() : thresholds.decisive(),
        0,
        0,
        left);
  }
}
