package dev.flowguard.rules.provenance;

import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.detect.Secret;
import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * What declared sources have seen, as keyed fingerprints: no text is kept.
 *
 * <p>Thread-safe. A value is matchable by every request that starts after its capture returned.
 * Fingerprints live in four generations of fifteen minutes, at most 64 MiB and an eighth of the
 * heap together; above that the oldest generation goes, and is counted, because it is a blind spot.
 */
public final class ProtectedContent {
  private static final String DETECTOR = "provenance";
  private static final int GENERATIONS = 4;
  private static final long GENERATION_MILLIS = 15L * 60 * 1000;
  private static final long MOST_BYTES = 64L << 20;
  private static final int NANOS_PER_MILLI = 1_000_000;

  /** Values from this length on are known as a whole; shorter ones not at all. */
  private static final int SHORTEST_WHOLE = 12;

  private static final int LONGEST_WHOLE = 30;

  /** Phrases in documents of this many owners say nothing about any of them. */
  private static final int COMMON_OWNERS = 3;

  private static final int MAX_FINDINGS = 64;

  private final Keyed keyed = new Keyed();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final long mostBytes;

  private final Deque<Generation> generations = new ArrayDeque<>();

  /** What neither expires nor is evicted; at most half of all. */
  private @Nullable Generation pinned;

  /** The generations and what is pinned: all that is looked at. */
  private List<Generation> searched = List.of();

  private final LongSet published = new LongSet();
  private int nextId = 1;
  private long evictions;

  public ProtectedContent() {
    this(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8));
  }

  /**
   * @param mostBytes for the fingerprints of captured texts
   */
  public ProtectedContent(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** What was captured within one span of time. */
  private static final class Generation {
    private final long startedAt;
    private final GramTable grams = new GramTable();
    private final Map<Integer, Captured> documents = new HashMap<>();
    private final Map<Long, Integer> byValue = new HashMap<>();
    private final Map<Long, Integer> whole = new HashMap<>();
    private final Identifiers identifiers;
    private final FileFingerprints files;

    Generation(long startedAt, Keyed keyed) {
      this.startedAt = startedAt;
      this.identifiers = new Identifiers(keyed);
      this.files = new FileFingerprints(keyed);
    }
  }

  /**
   * Captures a text.
   *
   * @param source as declared, for evidence
   * @param owner whose it is; null where all unnamed values belong to one owner
   * @param document the application's own name for what it is a part of, or null
   */
  public void capture(
      String category,
      String source,
      CharSequence text,
      @Nullable String owner,
      @Nullable String document) {
    capture(category, source, text, owner, document, false);
  }

  /**
   * Captures long-lived content, such as a file of a knowledge base: it does not expire. What was
   * pinned as the same document before is forgotten.
   *
   * @param document its name
   * @return false if there is no more room for what is pinned: then it is not known
   */
  public boolean pin(String category, String source, byte[] bytes, String document) {
    forget(document);
    lock.readLock().lock();
    try {
      Generation now = pinned;
      if (now != null && now.grams.bytes() + bytes.length > mostBytes / 2) {
        return false;
      }
    } finally {
      lock.readLock().unlock();
    }
    String text = FileKind.of(bytes) == null ? text(bytes) : null;
    if (text != null) {
      capture(category, source, text, null, document, true);
    }
    captureFile(category, source, bytes, null, document, true);
    return true;
  }

  private void capture(
      String category,
      String source,
      CharSequence text,
      @Nullable String owner,
      @Nullable String document,
      boolean isPinned) {
    CanonicalText canonical = new CanonicalText();
    canonical.append(text);
    String whole =
        canonical.length() <= LONGEST_WHOLE ? canonical.substring(0, canonical.length()) : null;
    long valueHash = keyed.hash(text);
    lock.writeLock().lock();
    try {
      Generation now = isPinned ? pinned() : current(canonical.length());
      Integer same = now.byValue.get(valueHash);
      Captured captured = register(now, category, source, owner, document);
      if (same != null && isSame(now.documents.get(same), captured)) {
        now.documents.remove(captured.id());
        return; // equal values are one document
      }
      now.byValue.put(valueHash, captured.id());
      if (category.equals(Identifiers.CATEGORY)) {
        now.identifiers.add(text.toString(), captured.id());
        return;
      }
      if (whole != null && whole.length() >= SHORTEST_WHOLE) {
        now.whole.put(keyed.hash(whole), captured.id());
      }
      Winnowing.choose(
          canonical,
          keyed,
          (hash, offset, around) -> now.grams.add(hash, captured.id(), offset, around));
      evict();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Captures bytes: a text as a text, anything else as a file. */
  public void capture(
      String category,
      String source,
      byte[] bytes,
      @Nullable String owner,
      @Nullable String document) {
    String text = FileKind.of(bytes) == null ? text(bytes) : null;
    if (text != null) {
      capture(category, source, text, owner, document);
    }
    captureFile(category, source, bytes, owner, document, false);
  }

  private void captureFile(
      String category,
      String source,
      byte[] bytes,
      @Nullable String owner,
      @Nullable String document,
      boolean isPinned) {
    byte[] copy = bytes.clone();
    lock.writeLock().lock();
    try {
      Generation now = isPinned ? pinned() : current(0);
      Captured captured = register(now, category, source, owner, document);
      now.files.add(copy, captured.id());
      evict();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static @Nullable String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Declares a text as published: it never counts, even when captured. Not expiring. */
  public void publish(CharSequence text) {
    CanonicalText canonical = new CanonicalText();
    canonical.append(text);
    lock.writeLock().lock();
    try {
      long hash = 0;
      for (int i = 0; i < canonical.length(); i++) {
        hash =
            i < Keyed.GRAM
                ? keyed.roll(hash, canonical.charAt(i))
                : keyed.roll(hash, canonical.charAt(i), canonical.charAt(i - Keyed.GRAM));
        if (i >= Keyed.GRAM - 1) {
          published.add(Keyed.finish(hash));
        }
      }
      if (canonical.length() > 0 && canonical.length() <= LONGEST_WHOLE) {
        published.add(keyed.hash(canonical.substring(0, canonical.length())));
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Forgets all that was captured as part of this document. */
  public void forget(String document) {
    long name = keyed.hash(document);
    lock.writeLock().lock();
    try {
      for (Generation generation : searched) {
        generation.documents.values().removeIf(captured -> captured.name() == name);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * How much is known.
   *
   * @param fingerprints of texts
   * @param evictions generations dropped early for lack of room
   */
  public record Stats(int documents, long fingerprints, long bytes, long evictions) {}

  public Stats stats() {
    lock.readLock().lock();
    try {
      int documents = 0;
      long fingerprints = 0;
      for (Generation generation : searched) {
        documents += generation.documents.size();
        fingerprints += generation.grams.size();
      }
      return new Stats(documents, fingerprints, bytes(), evictions);
    } finally {
      lock.readLock().unlock();
    }
  }

  private long bytes() {
    long bytes = published.bytes();
    for (Generation generation : searched) {
      bytes += generation.grams.bytes();
    }
    return bytes;
  }

  /**
   * The generation that takes new values.
   *
   * @param more entries that the next value may need
   */
  private Generation current(int more) {
    long now = System.nanoTime() / NANOS_PER_MILLI;
    Generation newest = generations.peekFirst();
    // Full ones are followed before their time, so that what was captured last is never dropped.
    if (newest == null
        || now - newest.startedAt >= GENERATION_MILLIS
        || newest.grams.wouldExceed(mostBytes / GENERATIONS, more)) {
      newest = new Generation(now, keyed);
      generations.addFirst(newest);
      while (generations.size() > GENERATIONS) {
        Generation oldest = generations.removeLast();
        evictions += now - oldest.startedAt < GENERATIONS * GENERATION_MILLIS ? 1 : 0;
      }
      search();
    }
    return newest;
  }

  private Generation pinned() {
    Generation now = pinned;
    if (now == null) {
      now = new Generation(System.nanoTime() / NANOS_PER_MILLI, keyed);
      pinned = now;
      search();
    }
    return now;
  }

  private void search() {
    List<Generation> all = new ArrayList<>(generations);
    if (pinned != null) {
      all.add(pinned);
    }
    searched = List.copyOf(all);
  }

  private Captured register(
      Generation now,
      String category,
      String source,
      @Nullable String owner,
      @Nullable String document) {
    Captured captured =
        new Captured(
            nextId++,
            category,
            source,
            owner == null ? 0 : keyed.hash(owner),
            document == null ? 0 : keyed.hash(document),
            System.nanoTime() / NANOS_PER_MILLI);
    now.documents.put(captured.id(), captured);
    return captured;
  }

  private static boolean isSame(@Nullable Captured before, Captured now) {
    return before != null
        && before.category().equals(now.category())
        && before.owner() == now.owner()
        && before.name() == now.name();
  }

  private void evict() {
    while (bytes() > mostBytes && generations.size() > 1) {
      generations.removeLast();
      search();
      evictions++;
    }
    if (bytes() > mostBytes && !generations.isEmpty()) {
      // One generation alone is too large: it begins anew, and the blind spot is told.
      generations.clear();
      search();
      evictions++;
    }
  }

  /**
   * Finds protected content in a payload.
   *
   * @param alsoHashed names of hash functions under which identifiers count too
   * @return in payload order of the first leaf, at most 64
   */
  public List<Finding> match(Payload payload, Thresholds thresholds, Set<String> alsoHashed) {
    List<Finding> findings = new ArrayList<>();
    lock.readLock().lock();
    try {
      if (searched.isEmpty()) {
        return findings;
      }
      Runs runs = new Runs(thresholds, findings);
      Stream stream = new Stream();
      for (Leaf leaf : payload.leaves()) {
        if (leaf instanceof Leaf.Text text && !text.isName()) {
          stream.add(text);
        }
      }
      runs.match(stream);
      for (Leaf leaf : payload.leaves()) {
        if (leaf instanceof Leaf.Text text && text.isName()) {
          stream.clear();
          stream.add(text);
          runs.match(stream);
        }
      }
      for (List<Leaf.Text> group : Siblings.of(payload)) {
        stream.clear();
        group.forEach(stream::add);
        runs.match(stream);
      }
      for (Leaf leaf : payload.leaves()) {
        matchWhole(leaf, !alsoHashed.isEmpty(), stream.text, findings);
      }
    } finally {
      lock.readLock().unlock();
    }
    return findings.size() > MAX_FINDINGS ? findings.subList(0, MAX_FINDINGS) : findings;
  }

  private void matchWhole(
      Leaf leaf, boolean alsoHashed, CanonicalText canonical, List<Finding> findings) {
    for (Generation generation : searched) {
      if (leaf instanceof Leaf.Binary binary) {
        FileFingerprints.Match match =
            generation.files.isEmpty() ? null : generation.files.find(binary.bytes());
        Captured captured = match == null ? null : generation.documents.get(match.document());
        if (match != null && captured != null) {
          int length = binary.bytes().length;
          findings.add(finding(leaf, length, Secret.of(binary.bytes()), captured, match.isSure()));
        }
      } else if (leaf instanceof Leaf.Text text) {
        matchIdentifier(text, generation, alsoHashed, findings);
        if (!generation.whole.isEmpty() && text.value().length() <= 4 * LONGEST_WHOLE) {
          canonical.clear();
          canonical.append(text.value());
          int length = canonical.length();
          if (length >= SHORTEST_WHOLE && length <= LONGEST_WHOLE) {
            String value = canonical.substring(0, length);
            long hash = keyed.hash(value);
            Integer document = generation.whole.get(hash);
            Captured captured = document == null ? null : generation.documents.get(document);
            if (captured != null && !published.contains(hash)) {
              findings.add(finding(leaf, length, Secret.of(value), captured, false));
            }
          }
        }
      }
    }
  }

  private static void matchIdentifier(
      Leaf.Text text, Generation generation, boolean alsoHashed, List<Finding> findings) {
    if (generation.identifiers.isEmpty()) {
      return;
    }
    Identifiers.Match match = generation.identifiers.find(text);
    if (match == null && alsoHashed) {
      match = generation.identifiers.findHashed(text);
    }
    Captured captured = match == null ? null : generation.documents.get(match.document());
    if (match != null && captured != null) {
      findings.add(finding(text, match.value().length(), Secret.of(match.value()), captured, true));
    }
  }

  private static Finding finding(
      Leaf leaf, int length, Secret content, Captured captured, boolean decisive) {
    return finding(List.of(leaf), length, content, captured, decisive);
  }

  private static Finding finding(
      List<Leaf> leaves, int length, Secret content, Captured captured, boolean decisive) {
    long age = System.nanoTime() / NANOS_PER_MILLI - captured.capturedAt();
    return new Finding(
        DETECTOR,
        leaves,
        length,
        content,
        new Finding.Origin(captured.category(), captured.source(), captured.id(), age, decisive));
  }

  /** A gram of a document that stands in a stream, with as much around it as is known. */
  private record Hit(Captured document, int diagonal, int start, int end) {
    boolean overlapsAtSource(Hit other) {
      return start - diagonal < other.end - other.diagonal
          && other.start - other.diagonal < end - diagonal;
    }
  }

  /** Finds runs: hits joined where document and distance are the same. */
  private final class Runs {
    private final Thresholds thresholds;
    private final List<Finding> findings;

    /** Characters of the stream at hand that stand in a phrase which many owners share. */
    private final BitSet common = new BitSet();

    Runs(Thresholds thresholds, List<Finding> findings) {
      this.thresholds = thresholds;
      this.findings = findings;
    }

    void match(Stream stream) {
      common.clear();
      List<Hit> hits = hits(stream.text);
      if (hits.isEmpty()) {
        return;
      }
      hits.sort(
          Comparator.<Hit>comparingInt(hit -> hit.document().id())
              .thenComparingInt(Hit::diagonal)
              .thenComparingInt(Hit::start));
      List<Hit> runs = new ArrayList<>();
      Hit open = null;
      for (Hit hit : hits) {
        if (open != null
            && open.document() == hit.document()
            && open.diagonal() == hit.diagonal()
            && hit.start() <= open.end()) {
          open =
              new Hit(
                  open.document(), open.diagonal(), open.start(), Math.max(open.end(), hit.end()));
        } else {
          if (open != null) {
            runs.add(particular(stream.text, open));
          }
          open = hit;
        }
      }
      if (open != null) {
        runs.add(particular(stream.text, open));
      }
      report(stream, runs);
    }

    private List<Hit> hits(CanonicalText text) {
      List<Hit> hits = new ArrayList<>();
      long hash = 0;
      for (int i = 0; i < text.length(); i++) {
        hash =
            i < Keyed.GRAM
                ? keyed.roll(hash, text.charAt(i))
                : keyed.roll(hash, text.charAt(i), text.charAt(i - Keyed.GRAM));
        if (i < Keyed.GRAM - 1) {
          continue;
        }
        long gram = Keyed.finish(hash);
        for (Generation generation : searched) {
          if (generation.grams.mayHave(gram)) {
            collect(generation, gram, text, i - Keyed.GRAM + 1, hits);
          }
        }
      }
      return hits;
    }

    private void collect(
        Generation generation, long gram, CanonicalText text, int place, List<Hit> hits) {
      if (isCommon(generation, gram)) {
        common.set(place, place + Keyed.GRAM);
        return;
      }
      GramTable grams = generation.grams;
      for (int at = grams.first(gram); at >= 0; at = grams.next(at)) {
        Captured document = generation.documents.get(grams.document(at));
        if (document != null) {
          int offset = grams.offset(at);
          long around = grams.nibbles(at);
          int before = Winnowing.before(around, offset, text, place, keyed);
          int after = Winnowing.after(around, text, place, keyed);
          hits.add(new Hit(document, place - offset, place - before, place + Keyed.GRAM + after));
        }
      }
    }

    private boolean isCommon(Generation generation, long gram) {
      long first = 0;
      long second = 0;
      int owners = 0;
      GramTable grams = generation.grams;
      for (int at = grams.first(gram); at >= 0; at = grams.next(at)) {
        Captured document = generation.documents.get(grams.document(at));
        if (document == null) {
          continue;
        }
        long owner = document.owner();
        if (owners == 0) {
          first = owner;
          owners = 1;
        } else if (owners == 1 && owner != first) {
          second = owner;
          owners = 2;
        } else if (owners == 2 && owner != first && owner != second) {
          owners = COMMON_OWNERS;
        }
      }
      return owners >= COMMON_OWNERS;
    }

    /** The longest stretch of a run that is neither published nor common. */
    private Hit particular(CanonicalText text, Hit run) {
      if (published.size() == 0 && common.isEmpty()) {
        return run;
      }
      boolean[] covered = new boolean[run.end() - run.start()];
      for (int i = 0; i < covered.length; i++) {
        covered[i] = common.get(run.start() + i);
      }
      // Published text may begin before the run and end after it.
      int from = Math.max(0, run.start() - Keyed.GRAM + 1);
      int to = Math.min(text.length(), run.end() + Keyed.GRAM - 1);
      long hash = 0;
      for (int i = from; i < to; i++) {
        int count = i - from;
        hash =
            count < Keyed.GRAM
                ? keyed.roll(hash, text.charAt(i))
                : keyed.roll(hash, text.charAt(i), text.charAt(i - Keyed.GRAM));
        if (count >= Keyed.GRAM - 1 && published.contains(Keyed.finish(hash))) {
          for (int c = i - Keyed.GRAM + 1; c <= i; c++) {
            if (c >= run.start() && c < run.end()) {
              covered[c - run.start()] = true;
            }
          }
        }
      }
      int best = 0;
      int bestStart = 0;
      int length = 0;
      for (int i = 0; i < covered.length; i++) {
        length = covered[i] ? 0 : length + 1;
        if (length > best) {
          best = length;
          bestStart = i - length + 1;
        }
      }
      int start = run.start() + bestStart;
      return new Hit(run.document(), run.diagonal(), start, start + best);
    }

    private void report(Stream stream, List<Hit> runs) {
      // The same words in two layers of one value are one run of the document, not two.
      Map<Integer, List<Hit>> apart = new HashMap<>();
      for (Hit run : runs) {
        if (run.end() - run.start() >= thresholds.pair()) {
          List<Hit> others = apart.computeIfAbsent(run.document().id(), id -> new ArrayList<>());
          if (others.stream().noneMatch(other -> other.overlapsAtSource(run))) {
            others.add(run);
          }
        }
      }
      for (Hit run : runs) {
        int length = run.end() - run.start();
        if (length < thresholds.note() || findings.size() >= MAX_FINDINGS) {
          continue;
        }
        boolean decisive =
            length >= thresholds.decisive()
                || length >= thresholds.pair()
                    && apart.getOrDefault(run.document().id(), List.of()).size() >= 2;
        findings.add(
            finding(
                stream.leaves(run.start(), run.end()),
                length,
                Secret.of(stream.text.substring(run.start(), run.end())),
                run.document(),
                decisive));
      }
    }
  }

  @Override
  public String toString() {
    return "ProtectedContent[" + stats() + "]";
  }
}
