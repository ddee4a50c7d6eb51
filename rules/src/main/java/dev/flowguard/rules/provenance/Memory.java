package dev.flowguard.rules.provenance;

import dev.flowguard.rules.provenance.picture.Appearance;
import dev.flowguard.rules.provenance.picture.Pictures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of captured values, and for how long. Not thread-safe; the owner locks.
 *
 * <p>A value that is dropped is dead at once: no search finds it. Its entries are swept from the
 * tables later, some with each value that is captured, so that nobody waits for all of them.
 *
 * <p>Where there is no room, the source that holds most is cut, its oldest values first: half of
 * what a source holds is thinned before anything of it is dropped.
 */
final class Memory {
  /** A value, without its entries and its imprint. */
  static final int DOCUMENT_BYTES = 104;

  /** An entry, with its part of the filter. */
  static final int ENTRY_BYTES = GramTable.ENTRY_BYTES + 2;

  /** Of the room, sixteenths that living values may take: dead ones take some, too. */
  private static final int LIVING = 13;

  /** Entries that are swept for each that is added, while there are dead ones. */
  private static final int SWEPT_FOR_EACH = 4;

  private static final int SWEPT_AT_LEAST = 32;

  /** Entries that are swept by whoever has time. */
  private static final int TIDIED = 1 << 19;

  /** Sweeping begins when one of so many entries is dead. */
  private static final int DEAD = 16;

  /** Values expire in this many steps of their span, so that few searches drop any. */
  private static final int STEPS = 64;

  private static final long LONGEST_STEP = 60_000;
  private static final long LATEST = Long.MAX_VALUE >> 2;
  private static final int FORGOTTEN_BYTES = 88;

  private final long mostBytes;
  private final LongSupplier clock;
  private final Parts parts;
  final GramTable grams;

  /** Short documents, and short lines of others, by the hash of their canonical text. */
  final GramTable whole;

  final Identifiers identifiers;
  final FileFingerprints files;
  final Cells cells;
  final Pictures<Captured> pictures;

  private final Peers peers;
  private final Values known;
  private final Map<Key, Share> shares = new LinkedHashMap<>();
  private final List<Share> inOrder = new ArrayList<>();
  private final List<GramTable> tables = new ArrayList<>();

  /** The one that was asked for last. */
  private @Nullable Share lastShare;

  /** Of names and owners that were forgotten while values waited: the last ticket before that. */
  private final Map<Long, Long> forgottenNames = new LinkedHashMap<>();

  private final Map<Long, Long> forgottenOwners = new LinkedHashMap<>();

  private Function<String, Duration> remember;
  private HotFilter filter;

  /** True while the tables are swept. */
  private boolean isSweeping;

  /** Entries that were swept beyond what was asked for: a partition is swept as a whole. */
  private long sweptAhead;

  /** Bytes of what was not captured and counts as well. */
  private long beside;

  /** What living values may take so that dead ones and empty places fit beside them. */
  private long fitting;

  /** Bytes of living values, of all sources. */
  private long living;

  /** Of these, what is not in tables. */
  private long fixed;

  private int values;
  private int cursor;
  private long deadEntries;
  private @Nullable Captured adding;
  private int nextId = 1;
  private long expiresAt = LATEST;

  /** A source of a category. */
  private record Key(String category, String source, boolean isPinned) {}

  Memory(long mostBytes, Keys keys, Duration remember, LongSupplier clock) {
    this.mostBytes = mostBytes;
    this.fitting = mostBytes;
    this.clock = clock;
    this.remember =
        new Function<>() {
          @Override
          public Duration apply(String category) {
            return remember;
          }
        };
    parts = new Parts();
    grams = new GramTable(parts, true);
    whole = new GramTable(parts, false);
    identifiers = new Identifiers(keys, parts);
    files = new FileFingerprints(parts);
    cells = new Cells(keys, parts);
    pictures = new Pictures<>();
    peers = new Peers();
    known = new Values();
    filter = new HotFilter(0);
    listTables();
  }

  /** A copy of one that is not being changed: what is changed in either is not in the other. */
  Memory(Memory other) {
    Copies copies = new Copies(other.nextId);
    mostBytes = other.mostBytes;
    clock = other.clock;
    parts = new Parts(other.parts, copies);
    grams = new GramTable(other.grams, parts);
    whole = new GramTable(other.whole, parts);
    identifiers = new Identifiers(other.identifiers, parts);
    files = new FileFingerprints(other.files, parts);
    cells = new Cells(other.cells, parts);
    pictures = new Pictures<>(other.pictures, copies::of);
    peers = new Peers(other.peers);
    known = new Values(other.known, copies);
    other.shares.forEach((key, share) -> shares.put(key, copies.of(share)));
    inOrder.addAll(shares.values());
    other.shares.forEach((key, share) -> copies.of(share).copyValues(share, copies));
    forgottenNames.putAll(other.forgottenNames);
    forgottenOwners.putAll(other.forgottenOwners);
    remember = other.remember;
    filter = new HotFilter(other.filter);
    isSweeping = other.isSweeping;
    sweptAhead = other.sweptAhead;
    beside = other.beside;
    fitting = other.fitting;
    living = other.living;
    fixed = other.fixed;
    values = other.values;
    cursor = other.cursor;
    deadEntries = other.deadEntries;
    nextId = other.nextId;
    expiresAt = other.expiresAt;
    listTables();
  }

  private void listTables() {
    tables.add(grams); // first: these two are what the filter has
    tables.add(whole);
    tables.addAll(identifiers.tables());
    tables.addAll(files.tables());
    tables.add(cells.table());
  }

  /** True if nothing is known, so that nothing needs to be searched for. */
  boolean isEmpty() {
    return values == 0;
  }

  /** What nearly all grams that are not known do not pass. */
  HotFilter filter() {
    return filter;
  }

  /** True for values that a search looks for. */
  Predicate<Captured> meant(Sought sought) {
    Set<String> categories = sought.categories();
    byte peer = peers.known(sought.peer());
    return captured ->
        (peer == Peers.NONE || captured.peer != peer)
            && (categories == null || categories.contains(captured.share.category()));
  }

  /** True if the gram at this place of a text is one of what is known. */
  boolean isKnownGram(long gram, CanonicalText text, int place, Keyed keyed) {
    for (int at = grams.first(gram); at >= 0; at = grams.next(at)) {
      if (grams.isGram(at, text, place, keyed)) {
        return true;
      }
    }
    return false;
  }

  /** Sets for how long values of each category are known, also of those that are known already. */
  void remember(Function<String, Duration> of) {
    remember = of;
    for (Share share : shares.values()) {
      share.remember = millis(share.category(), share.isPinned());
    }
    expire(clock.getAsLong());
  }

  private long millis(String category, boolean isPinned) {
    return isPinned ? LATEST : remember.apply(category).toMillis();
  }

  private Share share(String category, String source, boolean isPinned) {
    Share last = lastShare;
    if (last != null
        && last.isPinned() == isPinned
        && last.source().equals(source)
        && last.category().equals(category)) {
      return last; // rows come in runs
    }
    Key key = new Key(category, source, isPinned);
    Share share = shares.get(key);
    if (share == null) {
      share = new Share(category, source, isPinned, millis(category, isPinned), clock);
      inOrder.add(share);
      shares.put(key, share);
    }
    lastShare = share;
    return share;
  }

  /** True if an equal value is known in full. */
  boolean isKnown(String category, boolean isPinned, long value, long owner, long name) {
    Captured equal = known.find(value, category, isPinned, owner, name);
    return equal != null && !equal.isThin;
  }

  /**
   * Sees a value again: its age begins anew. It counts for the source that holds less, so that none
   * that sees much can have it evicted.
   *
   * @param peer with which it was exchanged, or null
   * @return true if it was known in full and nothing more is to be done
   */
  boolean seeAgain(
      String category,
      String source,
      boolean isPinned,
      long value,
      long owner,
      long name,
      @Nullable String peer) {
    Captured again = known.find(value, category, isPinned, owner, name);
    if (again == null) {
      return false;
    }
    if (again.isThin) {
      kill(again); // it is kept in full again
      return false;
    }
    Share share = share(category, source, isPinned);
    long cost = again.bytes();
    long now = clock.getAsLong();
    Share before = again.share;
    Share next = share.bytes < before.bytes - cost ? share : before;
    willExpire(next, now);
    again.peer = again.peer == peers.number(peer) ? again.peer : Peers.NONE;
    adding = again; // in no list for a moment
    before.remove(again, cost);
    again.seenAt = now;
    next.append(again, cost);
    adding = null;
    return true;
  }

  /**
   * Begins to add a value; it is not known before {@link #added}.
   *
   * @param peer with which it was exchanged, or null
   */
  Captured add(
      String category,
      String source,
      boolean isPinned,
      long value,
      long owner,
      long name,
      Chosen chosen,
      CanonicalText canonical,
      Keyed keyed,
      int link,
      @Nullable String peer) {
    expireIfDue();
    Share share = share(category, source, isPinned);
    Captured captured =
        new Captured(
            nextId++, share, owner, name, value, chosen, Winnowing.isLong(canonical), link);
    captured.peer = peers.number(peer);
    adding = captured;
    chosen.joinFamily(captured, canonical, keyed, this);
    return captured;
  }

  /** Keeps hashes of whole values, and the chosen grams of a text. */
  void keep(long[] wholes, CanonicalText canonical, Chosen chosen, Captured captured) {
    Parts.Cursor cursorOfText = new Parts.Cursor(parts, captured);
    for (long each : wholes) {
      if (whole.add(each, cursorOfText.part(0), 0, GramTable.MAX_SAME)) {
        captured.entries++;
      }
      filter.add(each);
    }
    for (int i = 0; i < chosen.size(); i++) {
      long hash = chosen.hash(i);
      int part = cursorOfText.part(chosen.offset(i));
      int place = chosen.offset(i) & Parts.CHUNK - 1;
      if (!filter.mayHave(hash)) {
        grams.addNew(hash, part, place);
        filter.add(hash);
        captured.entries++;
        continue;
      }
      boolean isRepetitive = Winnowing.isRepetitive(canonical, chosen.offset(i));
      int most = isRepetitive ? GramTable.MAX_REPETITIVE : GramTable.MAX_SAME;
      if (grams.add(hash, part, place, most)) {
        captured.entries++;
      } else if (!isRepetitive) {
        replaceCopy(chosen, i, part, captured);
      }
      filter.add(hash);
    }
  }

  /**
   * Of eight documents with a phrase, the second of one family makes room for another family; where
   * all are of different ones, the one that was seen longest ago does.
   */
  private void replaceCopy(Chosen chosen, int gram, int part, Captured captured) {
    Set<Object> families = Collections.newSetFromMap(new IdentityHashMap<>());
    families.add(captured.family());
    int place = chosen.offset(gram) & Parts.CHUNK - 1;
    int copy = -1;
    int oldest = -1;
    for (int at = grams.first(chosen.hash(gram)); at >= 0; at = grams.next(at)) {
      if (!grams.isSameGram(at, part, place)) {
        continue;
      }
      Captured other = grams.document(at);
      if (!families.add(other.family())) {
        if (other.family() == captured.family()) {
          return; // it is known of this family
        }
        copy = at;
      }
      boolean isOlder = oldest < 0 || other.seenAt < grams.document(oldest).seenAt;
      oldest = isOlder && !other.isPinned() ? at : oldest;
    }
    int at = copy < 0 ? oldest : copy;
    if (at >= 0) {
      Captured other = grams.document(at);
      long before = other.bytes();
      other.entries--;
      other.share.bytes += other.bytes() - before;
      living += other.bytes() - before;
      other.share.thinBytes += other.isThin ? other.bytes() - before : 0;
      captured.entries++;
      grams.replace(at, part, place);
    }
  }

  /** Knows a value from here on, and makes room for it. */
  void added(Captured captured) {
    Share share = captured.share;
    long now = clock.getAsLong();
    long cost = captured.bytes();
    captured.seenAt = now;
    known.add(captured);
    share.rate.add(now, cost);
    willExpire(share, now);
    share.append(captured, cost);
    living += cost;
    fixed += captured.fixedBytes();
    adding = null;
    values++;
    makeRoom();
    sweepFor(captured.entries);
  }

  /**
   * Knows what a captured picture looks like, unless it was forgotten meanwhile.
   *
   * @return false if there are too many
   */
  boolean addPicture(Appearance looks, Captured captured) {
    return captured.isDead || pictures.add(looks, captured);
  }

  /** After an error: drops what was being added, and counts the rest anew. */
  void recover() {
    Captured half = adding;
    if (half != null) {
      half.isDead = true;
      half.release();
      parts.died(half);
      countDead(half.entries);
    }
    int count = 0;
    long all = 0;
    long allFixed = 0;
    for (Share share : shares.values()) {
      long bytes = 0;
      long thin = 0;
      for (Captured each = share.first; each != null; ) {
        Captured newer = each.newer;
        if (each.isDead) {
          share.remove(each, 0);
        } else {
          bytes += each.bytes();
          allFixed += each.fixedBytes();
          thin += each.isThin ? each.bytes() : 0;
        }
        each = newer;
      }
      share.bytes = bytes;
      share.thinBytes = thin;
      count += share.count();
      all += bytes;
    }
    values = count;
    living = all;
    fixed = allFixed;
    adding = null;
  }

  private void willExpire(Share share, long now) {
    expiresAt = Math.min(expiresAt, now + share.remember + step(share));
  }

  private static long step(Share share) {
    return Math.min(LONGEST_STEP, share.remember / STEPS);
  }

  /** True if there are values that are not to be known any longer. */
  boolean isExpiryDue() {
    return clock.getAsLong() >= expiresAt;
  }

  /** Drops what is not to be known any longer; does nothing before the next of it is due. */
  void expireIfDue() {
    long now = clock.getAsLong();
    if (now >= expiresAt) {
      expire(now);
    }
  }

  private void expire(long now) {
    long next = LATEST;
    for (Share share : shares.values()) {
      Captured first = share.first;
      while (first != null && now - first.seenAt >= share.remember) {
        kill(first);
        share.expired++;
        first = share.first;
      }
      if (first != null) {
        next = Math.min(next, first.seenAt + share.remember + step(share));
      }
    }
    expiresAt = next;
  }

  private void kill(Captured captured) {
    long cost = captured.bytes();
    captured.share.remove(captured, cost);
    living -= cost;
    fixed -= captured.fixedBytes();
    captured.isDead = true;
    captured.release();
    parts.died(captured);
    countDead(captured.entries);
    values--;
  }

  /** A sweep that is under way drops those that are in partitions which it has not come to. */
  private void countDead(long entries) {
    deadEntries += isSweeping ? entries * cursor / GramTable.PARTITIONS : entries;
  }

  /**
   * Drops all values that are asked for, of all sources.
   *
   * @return how many
   */
  int drop(Predicate<Captured> which) {
    int dropped = 0;
    for (Share share : shares.values()) {
      for (Captured each = share.first; each != null; ) {
        Captured newer = each.newer;
        if (which.test(each)) {
          kill(each);
          dropped++;
        }
        each = newer;
      }
    }
    return dropped;
  }

  /** Values of this name or owner up to this ticket are not to be known when they are worked on. */
  void dropWaiting(boolean isOwner, long hash, long ticket) {
    (isOwner ? forgottenOwners : forgottenNames).put(hash, ticket);
  }

  void nothingWaits() {
    forgottenNames.clear();
    forgottenOwners.clear();
  }

  /** True for a value that was forgotten before it was worked on. */
  boolean isForgotten(long owner, long name, long ticket) {
    return name != 0 && forgottenNames.getOrDefault(name, -1L) >= ticket
        || owner != 0 && forgottenOwners.getOrDefault(owner, -1L) >= ticket;
  }

  /** What all that is captured may take together. */
  private long limit() {
    return Math.max(mostBytes / 4, mostBytes - beside);
  }

  /** What living values may take together. */
  private long room() {
    return Math.min(limit() / 16 * LIVING, fitting);
  }

  private void makeRoom() {
    cutTo(room());
    while (parts.isNearlyFull() && cutTo(living / 8 * 7)) {
      sweepAll();
    }
    if (ownBytes() > limit()) {
      sweepAll();
      // More than was reckoned with: from now on less is kept, so that this is rare.
      do {
        fitting = living / 16 * 15;
      } while (cutTo(fitting) && isOverAfterSweep());
    }
  }

  private boolean isOverAfterSweep() {
    sweepAll();
    return ownBytes() > limit() / 16 * 15;
  }

  /** Sets how many bytes there are that were not captured, and count as well. */
  void beside(long bytes) {
    beside = bytes;
  }

  /** Drops from whoever holds most; false if there is nothing to drop. */
  private boolean cutTo(long most) {
    boolean hasCut = false;
    while (living > most) {
      Share largest = null;
      long second = 0;
      for (int i = 0; i < inOrder.size(); i++) { // with each value: no object for it
        Share share = inOrder.get(i);
        if (share.isPinned() || share.first == null) {
          continue;
        }
        if (largest == null || share.bytes > largest.bytes) {
          second = largest == null ? 0 : largest.bytes;
          largest = share;
        } else {
          second = Math.max(second, share.bytes);
        }
      }
      if (largest == null) {
        return hasCut;
      }
      long upTo = Math.max(second, largest.bytes - (living - most));
      do {
        cut(largest);
      } while (largest.bytes > upTo && largest.first != null);
      hasCut = true;
    }
    return hasCut;
  }

  private void cut(Share share) {
    Captured full = share.full;
    if (full != null && share.isThinNext()) {
      long before = full.bytes();
      int entries = Math.min(full.entries, full.grams() / 2);
      share.thin(full, before, before - (long) ENTRY_BYTES * entries);
      parts.thinned(full);
      living -= (long) ENTRY_BYTES * entries;
      countDead(entries);
    } else if (share.first != null) {
      kill(share.first);
      share.evicted++;
    }
  }

  /** Sweeps in proportion to what is added, if there is enough to be swept. */
  private void sweepFor(int entries) {
    if (filter.room() < filtered()) {
      renewFilter();
    }
    if (isSweepDue(DEAD)) {
      sweep((long) SWEPT_FOR_EACH * entries + SWEPT_AT_LEAST);
    }
  }

  private boolean isSweepDue(int dead) {
    return isSweeping || deadEntries * dead > entries();
  }

  private long entries() {
    long entries = 0;
    for (int i = 0; i < tables.size(); i++) { // with each value: no object for it
      entries += tables.get(i).size();
    }
    return entries;
  }

  /** Entries that are in the filter. */
  private long filtered() {
    return (long) grams.size() + whole.size();
  }

  /** Makes a filter of another size, with room for a third more than there is. */
  private void renewFilter() {
    HotFilter next = new HotFilter(filtered() + filtered() / 3);
    for (int partition = 0; partition < GramTable.PARTITIONS; partition++) {
      addTo(next, partition);
    }
    filter = next;
  }

  private void addTo(HotFilter to, int partition) {
    grams.addTo(to, partition);
    whole.addTo(to, partition);
  }

  /** Sweeps dead entries for whoever has time: a few of a large memory, all of a small one. */
  void tidy() {
    boolean isSmall = entries() < TIDIED;
    if (isSweepDue(isSmall ? TIDIED : DEAD)) {
      sweep(TIDIED);
    }
  }

  private void sweepAll() {
    isSweeping = false; // what was begun may have left out what died since
    sweep(Long.MAX_VALUE >> 1);
  }

  /** Sweeps about so many entries, and ends when all tables have been swept once. */
  private void sweep(long most) {
    if (!isSweeping) {
      cursor = 0;
      sweptAhead = 0;
      parts.beginSweep();
      deadEntries = 0;
      isSweeping = true;
    }
    sweptAhead -= most;
    while (sweptAhead < 0 && cursor < GramTable.PARTITIONS) {
      for (int i = 0; i < tables.size(); i++) { // with each value: no object for it
        sweptAhead += 1 + tables.get(i).sweep(cursor);
      }
      filter.clear(cursor);
      addTo(filter, cursor);
      cursor++;
    }
    if (cursor == GramTable.PARTITIONS) {
      parts.endSweep();
      pictures.removeIf(captured -> captured.isDead);
      known.rebuild();
      if (filter.isTooLargeFor(filtered())) {
        renewFilter();
      }
      isSweeping = false;
      if (ownBytes() < limit() / 4 * 3) {
        fitting = Math.min(mostBytes, fitting + fitting / 16);
      }
    }
  }

  /** Bytes of all, with what was not captured and counts as well. */
  long bytes() {
    return ownBytes() + beside;
  }

  private long ownBytes() {
    long bytes = parts.bytes() + known.bytes() + pictures.bytes() + filter.bytes();
    for (int i = 0; i < tables.size(); i++) { // with each value: no object for it
      bytes += tables.get(i).bytes();
    }
    bytes += (long) FORGOTTEN_BYTES * (forgottenNames.size() + forgottenOwners.size());
    return bytes + fixed;
  }

  long pinnedBytes() {
    long bytes = 0;
    for (Share share : shares.values()) {
      bytes += share.isPinned() ? share.bytes : 0;
    }
    return bytes;
  }

  int values() {
    return values;
  }

  /** What is known of each source, in the order in which they were first seen. */
  List<Remembered> remembered() {
    long now = clock.getAsLong();
    int holding = 0;
    int seen = 0;
    long pinned = 0;
    long used = 0;
    for (Share share : shares.values()) {
      if (share.isPinned()) {
        pinned += share.bytes;
      } else {
        seen++;
        holding += share.first == null ? 0 : 1;
        used += share.bytes;
      }
    }
    long room = Math.max(0, room() - pinned);
    List<Remembered> all = new ArrayList<>();
    for (Share share : shares.values()) {
      Captured first = share.first;
      boolean isPinned = share.isPinned();
      long fair = room / Math.max(1, holding + (first == null ? 1 : 0));
      long available = Math.max(fair, room - (used - share.bytes));
      all.add(
          new Remembered(
              share.category(),
              share.source(),
              share.count(),
              share.bytes,
              isPinned ? 0 : fair,
              isPinned ? 0 : room / Math.max(1, seen),
              isPinned ? -1 : share.remember,
              first == null ? -1 : now - first.seenAt,
              isPinned ? -1 : share.rate.millisFor(available, now),
              share.expired,
              share.evicted,
              share.thinned));
    }
    return all;
  }

  /** Values evicted, of all sources. */
  long evicted() {
    long count = 0;
    for (Share share : shares.values()) {
      count += share.evicted;
    }
    return count;
  }

  /** Values thinned, of all sources. */
  long thinned() {
    long count = 0;
    for (Share share : shares.values()) {
      count += share.thinned;
    }
    return count;
  }
}
