package dev.flowguard.rules.provenance;

import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.inspection.StackRoom;
import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.ShownText;
import dev.flowguard.rules.provenance.picture.Appearance;
import dev.flowguard.rules.provenance.picture.Pictures;
import dev.flowguard.rules.vocabulary.Match;
import dev.flowguard.rules.vocabulary.Retention;
import dev.flowguard.rules.vocabulary.Shape;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.StampedLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What declared sources have seen, as keyed fingerprints: no text is kept.
 *
 * <p>Thread-safe. A value is matchable by every request that starts after its capture returned. An
 * error in a capture, of memory or stack too, never leaves what is known inconsistent: the value is
 * captured again later, and counted as lost if that fails as well.
 *
 * <p>A value is known for as long as its category says ({@link #remember}) since it was last seen,
 * in memory only. All values together take at most 64 MiB and an eighth of the heap. Above that the
 * source that holds most is thinned and then cut, its oldest values first; both are counted,
 * because they are blind spots. So a source is never cut as long as it holds no more than an equal
 * share.
 */
public final class ProtectedContent {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MOST_BYTES = 64L << 20;

  /** Bytes or characters that are fingerprinted while the application waits. */
  private static final int AT_ONCE = 16 << 10;

  /** As many as the largest body has: a judgement of one costs no less. */
  private static final long MOST_WAITED = 16L << 20;

  /** Of looking for ids in a character. */
  private static final int ID_STEPS = 3;

  private static final Spans NONE = new Spans();
  private static final long[] NO_HASHES = {};
  private static final int FEW_HASHES = 8;

  private static final int LONGEST_SCHEME = 12;
  private static final int LONGEST_LINK = 2_048;

  /** With the dot. */
  private static final int SHORTEST_EXTENSION = 3;

  private static final int LONGEST_EXTENSION = 6;

  /** What parameters of signed addresses end in. */
  private static final List<String> SIGNED = List.of("ignature=", "sig=", "token=");

  private final Keys keys;

  /**
   * Not reentrant. Unlike other locks of its kind, it cannot be left locked by lack of memory. By
   * lack of stack it can, see {@link StackRoom}: whoever captures or judges looks for that first.
   */
  private final StampedLock lock = new StampedLock();

  private final long mostBytes;

  /** Like what is published, changed after {@link #unshare} only. */
  private Memory memory;

  /** Values too large to be fingerprinted while the application waits. */
  private final Backlog backlog;

  /** Pictures whose looks are not known yet. */
  private final Backlog pictures;

  /** Addresses of these say nothing of what a user wrote. */
  private volatile Predicate<String> ownHosts =
      new Predicate<>() {
        @Override
        public boolean test(String host) {
          return false;
        }
      };

  private volatile @Nullable Runnable whenWaiting;
  private volatile Arriving arriving = Arriving.NOTHING;
  private volatile @Nullable BooleanSupplier mayCaptureHere;

  /** What the last capture had, for the next one; null while one has it. */
  private final AtomicReference<@Nullable Prepared> spare = new AtomicReference<>();

  private LongSet published;
  private Published publishedShapes;
  private final OwnValues ownValues;

  /** Made when a run is first found. */
  private volatile @Nullable Boilerplate boilerplate;

  /** True while a copy reads the same memory, or may: whoever changes it makes one of its own. */
  private boolean isShared;

  /** True while a change is being made, and after one that an error ended. */
  private volatile boolean isChanging;

  /** Of captures, in the order in which they were begun. */
  private final AtomicLong tickets = new AtomicLong();

  private long partial;

  /** True once content was exchanged with a service. */
  private volatile boolean hasPeers;

  public ProtectedContent() {
    this(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8));
  }

  /**
   * @param mostBytes for the fingerprints of captured texts
   */
  public ProtectedContent(long mostBytes) {
    this(
        mostBytes,
        new LongSupplier() {
          @Override
          public long getAsLong() {
            return System.nanoTime() / NANOS_PER_MILLI;
          }
        });
  }

  /**
   * @param mostBytes for the fingerprints of captured texts
   * @param clock in milliseconds, never going back
   */
  public ProtectedContent(long mostBytes, LongSupplier clock) {
    this.mostBytes = mostBytes;
    this.keys = new Keys();
    this.ownValues = new OwnValues(keys);
    this.published = new LongSet();
    this.publishedShapes = new Published(keys);
    this.memory = new Memory(mostBytes, keys, Retention.DEFAULT, clock);
    this.backlog = new Backlog(mostBytes);
    this.pictures = new Backlog(mostBytes);
  }

  private ProtectedContent(ProtectedContent other) {
    this.mostBytes = other.mostBytes;
    this.keys = other.keys;
    this.ownValues = new OwnValues(keys);
    this.published = other.published;
    this.publishedShapes = other.publishedShapes;
    this.memory = other.memory;
    this.isShared = true;
    this.boilerplate = other.boilerplate(); // the keys are the same
    this.ownHosts = other.ownHosts;
    this.partial = other.partial;
    this.hasPeers = other.hasPeers;
    this.tickets.set(other.tickets.get());
    this.backlog = new Backlog(mostBytes);
    this.pictures = new Backlog(mostBytes);
  }

  /**
   * All that was captured and published before this call, for somebody else: what either of the two
   * captures, publishes, forgets or learns from now on is unknown to the other. Nothing is the
   * application's own in it yet. Costs next to nothing until one of them is changed.
   */
  public ProtectedContent copy() {
    workOff();
    long stamp = readLock();
    try {
      isShared = true; // whoever changes it waits for the lock
      return new ProtectedContent(this);
    } finally {
      lock.unlockRead(stamp);
    }
  }

  private void unshare() {
    Memory own = new Memory(memory);
    LongSet ownPublished = new LongSet(published);
    publishedShapes = new Published(publishedShapes);
    published = ownPublished;
    memory = own;
    isShared = false;
  }

  /** Captures a text that is recognised by runs of it. */
  public void capture(
      String category,
      String source,
      CharSequence text,
      @Nullable String owner,
      @Nullable String document) {
    capture(category, Match.TEXT, source, text, owner, document);
  }

  /**
   * Captures a text.
   *
   * @param match how it is recognised
   * @param source as declared, for evidence
   * @param owner whose it is, or null where that is not known
   * @param document the application's own name for what it is a part of, or null
   */
  public void capture(
      String category,
      Match match,
      String source,
      CharSequence text,
      @Nullable String owner,
      @Nullable String document) {
    capture(origin(category, match, source, owner, document, false), text.toString());
  }

  private Origin origin(
      String category,
      Match match,
      String source,
      @Nullable String owner,
      @Nullable String document,
      boolean isPinned) {
    return origin(
        category, match, source, owner, document, isPinned, null, tickets.incrementAndGet());
  }

  private Origin origin(
      String category,
      Match match,
      String source,
      @Nullable String owner,
      @Nullable String document,
      boolean isPinned,
      @Nullable String peer,
      long ticket) {
    return new Origin(
        category,
        match,
        source,
        owner == null ? 0 : keys.get().hash(owner),
        document == null ? 0 : keys.get().hash(document),
        isPinned,
        peer,
        ticket);
  }

  /**
   * Where a value is from.
   *
   * @param owner hash of whose it is, or 0
   * @param document hash of the application's own name, or 0
   * @param peer with which it was exchanged, or null
   * @param ticket larger than that of each capture that was begun earlier
   */
  private record Origin(
      String category,
      Match match,
      String source,
      long owner,
      long document,
      boolean isPinned,
      @Nullable String peer,
      long ticket) {}

  /**
   * Captures long-lived content, such as a file of a knowledge base: it does not expire. What was
   * pinned as the same document before is forgotten.
   *
   * @param document its name
   * @return false if there is no more room for what is pinned: then it is not known
   */
  public boolean pin(String category, String source, byte[] bytes, String document) {
    forget(document);
    long stamp = readLock();
    try {
      if (memory.pinnedBytes() + bytes.length > mostBytes / 2) {
        return false;
      }
    } finally {
      lock.unlockRead(stamp);
    }
    capture(origin(category, Match.TEXT, source, null, document, true), bytes.clone());
    return true;
  }

  /** Captures bytes whose text is recognised by runs of it. */
  public void capture(
      String category,
      String source,
      byte[] bytes,
      @Nullable String owner,
      @Nullable String document) {
    capture(category, Match.TEXT, source, bytes, owner, document);
  }

  /** Captures bytes: a text as a text, anything else as a file and by what is in it. */
  public void capture(
      String category,
      Match match,
      String source,
      byte[] bytes,
      @Nullable String owner,
      @Nullable String document) {
    capture(origin(category, match, source, owner, document, false), bytes.clone());
  }

  private void capture(Origin origin, String text) {
    if (text.length() > AT_ONCE || !isCapturedHere(origin, text)) {
      postpone(backlog, 2L * text.length(), () -> captureNow(origin, text));
    }
  }

  private void capture(Origin origin, byte[] bytes) {
    if (bytes.length > AT_ONCE
        || FileKind.of(bytes) != null
        || !isDoneHere(() -> captureNow(origin, bytes))) {
      postpone(backlog, bytes.length, () -> captureNow(origin, bytes));
    }
  }

  private boolean mayCaptureHere() {
    BooleanSupplier ask = mayCaptureHere;
    return (ask == null || ask.getAsBoolean()) && StackRoom.isEnough();
  }

  /** The same as {@link #isDoneHere} for a text, without an object. */
  private boolean isCapturedHere(Origin origin, String text) {
    if (!mayCaptureHere()) {
      return false;
    }
    try {
      captureNow(origin, text);
      return true;
    } catch (RuntimeException | Error e) {
      return false; // again, on a thread that has a stack of its own
    }
  }

  /** Captures or forgets on this thread; false if that may or can not be. */
  private boolean isDoneHere(Runnable task) {
    if (!mayCaptureHere()) {
      return false;
    }
    try {
      task.run();
      return true;
    } catch (RuntimeException | Error e) {
      return false; // again, on a thread that has a stack of its own
    }
  }

  /** Leaves a capture to others; where there is no room for it, it is made at once or lost. */
  private void postpone(Backlog to, long size, Runnable capture) {
    StackRoom.requireSome();
    if (to.add(size, capture)) {
      wakeWhoWorks();
    } else if (!isDoneHere(capture)) {
      to.lose(new IllegalStateException("no room to wait in"));
    }
  }

  private void wakeWhoWorks() {
    Runnable call = whenWaiting;
    if (call != null) {
      call.run();
    }
  }

  /**
   * One of several values that are captured together.
   *
   * @param content a text, bytes that are not changed any more, or a {@link FilePiece}
   * @param peer the service with which it was exchanged, in the form of {@code Peer}: a request to
   *     the same is not searched for it, unless another source has seen it too. Null for what was
   *     not exchanged
   */
  public record Value(
      String category,
      Match match,
      String source,
      Object content,
      @Nullable String owner,
      @Nullable String document,
      @Nullable String peer) {
    /** Sizes only. */
    @Override
    public String toString() {
      return "Value[" + category + ", " + source + "]";
    }
  }

  /**
   * Bytes in the middle of a file: they are compared as bytes, and not opened.
   *
   * @param bytes not changed any more
   */
  public record FilePiece(byte[] bytes) {
    /** Sizes only. */
    @Override
    public String toString() {
      return "FilePiece[" + bytes.length + " bytes]";
    }
  }

  /** Values that are still to be read out of something. */
  public interface Unread {
    /** Reads them; done again where an error ended the capture. */
    List<Value> read();

    /** Documents that are forgotten once they are known; asked after they were read. */
    List<String> replaced();

    /** They are known, or lost for good: what they are read out of is not needed any longer. */
    void over();
  }

  /**
   * Captures values on a thread that has time, or at the latest before the next search.
   *
   * @param size of what they are read out of, in bytes
   */
  public void captureLater(long size, Unread values) {
    long ticket = tickets.incrementAndGet();
    Runnable capture = () -> captureNow(values, ticket);
    StackRoom.requireSome();
    if (backlog.add(size, capture, values::over)) {
      wakeWhoWorks();
      return;
    }
    if (!isDoneHere(capture)) {
      backlog.lose(new IllegalStateException("no room to wait in"));
    }
    values.over();
  }

  private void captureNow(Unread values, long ticket) {
    List<Value> all = values.read();
    captureNow(all, ticket);
    replaceNow(all, values.replaced(), ticket);
  }

  /**
   * Captures values on this thread, whatever it costs, and then forgets documents whose content is
   * in them.
   *
   * @param replaced documents that were captured by this method
   * @throws RuntimeException and any error that ended it: then not all of the values are known
   */
  public void captureNow(List<Value> values, List<String> replaced) {
    long ticket = tickets.incrementAndGet();
    captureNow(values, ticket);
    replaceNow(values, replaced, ticket);
  }

  /** A value that was known under a name that is forgotten is forgotten with it: it comes again. */
  private void replaceNow(List<Value> values, List<String> replaced, long ticket) {
    for (String document : replaced) {
      long name = keys.get().hash(document);
      change(() -> memory.drop(each -> each.name() == name));
    }
    if (!replaced.isEmpty()) {
      captureNow(values, ticket);
    }
  }

  private void captureNow(List<Value> values, long ticket) {
    for (Value value : values) {
      if (value.peer() != null) {
        hasPeers = true;
      }
      Origin origin =
          origin(
              value.category(),
              value.match(),
              value.source(),
              value.owner(),
              value.document(),
              false,
              value.peer(),
              ticket);
      if (value.content() instanceof byte[] bytes) {
        captureNow(origin, bytes, true);
      } else if (value.content() instanceof FilePiece piece) {
        captureNow(origin, piece.bytes(), false);
      } else {
        captureNow(origin, value.content().toString());
      }
    }
  }

  /** Content that the application has in part: more of it is still to come. */
  public interface Arriving {
    /** Nothing is. */
    Arriving NOTHING =
        new Arriving() {
          @Override
          public boolean isWaiting() {
            return false;
          }

          @Override
          public boolean capture() {
            return true;
          }

          @Override
          public void shrink() {}
        };

    /** True if there is some that is not captured. Answers at once. */
    boolean isWaiting();

    /**
     * Captures all that has come, on this thread, or waits for others that do.
     *
     * @return false if not all of it is known
     */
    boolean capture();

    /** Keeps less of what has come where that can be: called after {@link #arrivingHasGrown}. */
    void shrink();
  }

  /** Sets what is captured before each search although it is not complete. */
  public void arriving(Arriving content) {
    arriving = content;
  }

  /** Has {@link Arriving#shrink} called on a thread that has time. */
  public void arrivingHasGrown() {
    wakeWhoWorks();
  }

  /** Captures a text, and as another one what is shown of it where that differs. */
  private void captureNow(Origin origin, String text) {
    captureAsItIs(origin, text);
    if (origin.match() == Match.TEXT && ShownText.hasMarkup(text)) {
      String rendered = rendered(text);
      if (rendered != null) {
        captureAsItIs(origin, rendered);
      }
    }
  }

  private static @Nullable String rendered(String text) {
    try {
      return ShownText.rendered(text, Work.forBytes(text.length()));
    } catch (Work.UsedUp e) {
      return null; // the text as it is counts as partial too: it costs more
    }
  }

  private void captureAsItIs(Origin origin, String text) {
    long value = keys.get().hash(text);
    if (isKnown(origin, value) && isSeenAgain(origin, value)) {
      return; // equal values are one document
    }
    Prepared last = text.length() <= Prepared.LONGEST ? spare.getAndSet(null) : null;
    Prepared prepared =
        last == null ? new Prepared(Math.max(Prepared.LONGEST, text.length())) : last;
    Work work = prepared.work;
    prepared.begin(text.length());
    append(text, prepared.canonical, prepared.ids, work);
    prepared.chosen.choose(prepared.canonical, prepared.ids, keys.get());
    long[] wholes =
        origin.match() == Match.WORDS ? NO_HASHES : wholes(text, prepared.canonical, work);
    long stamp = lock.writeLock(); // as change does, without an object
    try {
      beginChange();
      add(origin, text, prepared, wholes, value, work.isUsedUp());
      isChanging = false;
    } finally {
      lock.unlockWrite(stamp);
    }
    if (text.length() <= Prepared.LONGEST) {
      prepared.erase();
      spare.set(prepared);
    }
  }

  /** True if an equal value is known in full. */
  private boolean isKnown(Origin origin, long value) {
    long stamp = readLock();
    try {
      return memory.isKnown(
          origin.category(), origin.isPinned(), value, origin.owner(), origin.document());
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /** False if it was dropped meanwhile. */
  private boolean isSeenAgain(Origin origin, long value) {
    boolean[] isSeen = {false};
    change(() -> isSeen[0] = isForgotten(origin) || seeAgain(origin, value));
    return isSeen[0];
  }

  private boolean seeAgain(Origin origin, long value) {
    return memory.seeAgain(
        origin.category(),
        origin.source(),
        origin.isPinned(),
        value,
        origin.owner(),
        origin.document(),
        origin.peer());
  }

  private boolean isForgotten(Origin origin) {
    return memory.isForgotten(origin.owner(), origin.document(), origin.ticket());
  }

  private void add(
      Origin origin, String text, Prepared prepared, long[] wholes, long value, boolean isPartial) {
    if (isForgotten(origin) || seeAgain(origin, value)) {
      return; // meanwhile
    }
    CanonicalText canonical = prepared.canonical;
    Captured captured = captured(origin, value, canonical, prepared.chosen, isLinkOut(text));
    if (origin.match() == Match.WORDS) {
      memory.identifiers.add(text, captured);
    } else {
      memory.keep(wholes, canonical, prepared.chosen, captured);
      memory.cells.add(text, captured);
    }
    memory.added(captured);
    partial += isPartial ? 1 : 0;
  }

  /** Hashes of the text, if it is short, and of its short lines. */
  private long[] wholes(String text, CanonicalText canonical, Work work) {
    long[] hashes = NO_HASHES;
    if (canonical.length() <= WholeValue.LONGEST
        && (canonical.length() >= WholeValue.SHORTEST
            || WholeValue.isDecisive(text, canonical.length(), Thresholds.STRUCTURED))
        && WholeValue.isWritten(text, 0, text.length())) {
      hashes = new long[] {keys.get().hash(canonical, 0, canonical.length())};
    }
    WholeValue.Pieces pieces = WholeValue.pieces(text);
    if (pieces.count() == 0) {
      return hashes;
    }
    int count = hashes.length;
    try {
      CanonicalText line = new CanonicalText(WholeValue.LONGEST);
      for (int i = 0; i < pieces.count(); i++) {
        work.charge((long) ID_STEPS * (pieces.end(i) - pieces.start(i)));
        line.clear();
        line.append(text, pieces.start(i), pieces.end(i));
        if (line.length() <= WholeValue.LONGEST
            && WholeValue.isWritten(text, pieces.start(i), pieces.end(i))
            && WholeValue.isDecisive(
                text.substring(pieces.start(i), pieces.end(i)),
                line.length(),
                Thresholds.STRUCTURED)) {
          if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.max(FEW_HASHES, 2 * count));
          }
          hashes[count++] = keys.get().hash(line, 0, line.length());
        }
      }
    } catch (Work.UsedUp e) {
      // Counted by whoever has the work.
    }
    return Arrays.copyOf(hashes, count);
  }

  /**
   * Makes a change that no search sees halfway. After one that an error ended, what it left behind
   * is put in order before anything else is done.
   */
  private void change(Runnable change) {
    long stamp = lock.writeLock();
    try {
      beginChange();
      change.run();
      isChanging = false;
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  private void beginChange() {
    if (isChanging) {
      memory.recover();
    }
    if (isShared) {
      unshare();
    }
    isChanging = true;
  }

  /** For a search, which must not see what an error left behind. */
  private long readLock() {
    while (true) {
      long stamp = lock.readLock();
      if (!isChanging) {
        return stamp;
      }
      lock.unlockRead(stamp);
      change(() -> {});
    }
  }

  /** For a search that must not find what is not to be known any longer. */
  private long readLockNow() {
    long stamp = readLock();
    if (!memory.isExpiryDue()) {
      return stamp;
    }
    lock.unlockRead(stamp);
    change(memory::expireIfDue);
    return readLock();
  }

  /**
   * Appends a text, as far as the work goes.
   *
   * @param ids takes the parts of the canonical form that are ids
   */
  private void append(String text, CanonicalText canonical, Spans ids, Work work) {
    try {
      work.charge((long) ID_STEPS * text.length());
      Spans parts = isLinkOut(text) ? NONE : IdSpans.captured(text, ownHosts);
      int at = 0;
      for (int i = 0; i < parts.size(); i++) {
        canonical.append(text, at, parts.start(i));
        int start = canonical.length();
        canonical.append(text, parts.start(i), parts.end(i));
        ids.add(start, canonical.length());
        at = parts.end(i);
      }
      canonical.append(text, at, text.length());
    } catch (Work.UsedUp e) {
      // What there is of it is known; whoever has the work counts that.
    }
  }

  private void captureNow(Origin origin, byte[] bytes) {
    captureNow(origin, bytes, true);
  }

  /**
   * Captures bytes, which are owned by the capture now.
   *
   * @param opens true if what is inside them is captured too
   */
  private void captureNow(Origin origin, byte[] bytes, boolean opens) {
    long whole = FileFingerprints.hash(bytes, keys.get());
    long value = ~whole; // not that of the text that it may be
    if (isKnown(origin, value) && isSeenAgain(origin, value)) {
      return; // equal values are one document
    }
    DocumentText inside = opens ? DocumentText.of(bytes) : DocumentText.none();
    if (inside.isText()) {
      inside.texts().forEach(each -> captureNow(origin, each));
    }
    Work work = Work.forBytes(bytes.length);
    CanonicalText canonical = new CanonicalText(1024, work);
    Spans ids = new Spans();
    if (!inside.isText()) {
      inside.texts().forEach(each -> append(each, canonical, ids, work));
    }
    List<FileFingerprints.Sketch> sketches = new ArrayList<>();
    List<Captured> kept = new ArrayList<>(1);
    Work sketching = Work.forBytes(bytes.length);
    try {
      sketches.add(FileFingerprints.Sketch.of(bytes, whole, keys.get(), sketching));
      for (byte[] file : inside.files()) {
        sketches.add(FileFingerprints.Sketch.of(file, keys.get(), sketching));
      }
    } catch (Work.UsedUp e) {
      // Counted below.
    }
    Chosen chosen = Chosen.of(canonical, ids, keys.get());
    boolean isPartial = inside.isPartial() || work.isUsedUp() || sketching.isUsedUp();
    change(
        () -> {
          if (isForgotten(origin) || seeAgain(origin, value)) {
            return;
          }
          Captured captured = captured(origin, value, canonical, chosen, false);
          for (FileFingerprints.Sketch sketch : sketches) {
            memory.files.add(sketch, captured);
          }
          memory.keep(NO_HASHES, canonical, chosen, captured);
          if (!inside.isText()) {
            inside.texts().forEach(each -> memory.cells.add(each, captured));
          }
          memory.added(captured);
          partial += isPartial ? 1 : 0;
          kept.add(captured);
        });
    for (Captured each : kept) {
      capturePicture(bytes, each);
      inside.files().forEach(file -> capturePicture(file, each));
    }
  }

  /** What a picture looks like is worked out when somebody asks, or by a thread that has time. */
  private void capturePicture(byte[] bytes, Captured as) {
    FileKind kind = FileKind.of(bytes);
    if (kind != null && kind.isImage()) {
      postpone(pictures, bytes.length, () -> capturePictureNow(bytes, as));
    }
  }

  private void capturePictureNow(byte[] bytes, Captured as) {
    Appearance looks;
    try {
      looks = Pictures.appearance(bytes, Pictures.work(bytes.length));
    } catch (Work.UsedUp e) {
      change(() -> partial++);
      return;
    }
    if (looks != null) {
      change(() -> partial += memory.addPicture(looks, as) ? 0 : 1);
    }
  }

  /** Sets the hosts of the own services, whose addresses are no content from now on. */
  public void ownHosts(Predicate<String> hosts) {
    ownHosts = hosts;
  }

  /**
   * Sets for how long values of each category are known after they were last seen, from now on and
   * also of those that are known already. Without it, it is {@link Retention#DEFAULT} for all.
   */
  public void remember(Function<String, Duration> of) {
    change(
        new Runnable() {
          @Override
          public void run() {
            memory.remember(of);
          }
        });
  }

  /**
   * Sets what is called when values wait to be worked on, on the thread that captured: it may wake
   * another one, which calls {@link #workOff}. Without it the next search does the work.
   */
  public void whenWaiting(Runnable call) {
    whenWaiting = call;
  }

  /**
   * Sets what is asked before a value is fingerprinted on the thread that captured it; where it
   * says no, or the thread has little stack left, the value waits for {@link #workOff}. Without it
   * the answer is yes.
   */
  public void mayCaptureHere(BooleanSupplier ask) {
    mayCaptureHere = ask;
  }

  /**
   * Works on all values that were captured before this call and wait, and on those that could not
   * be captured because of an error. Called again and again, a second apart, while there are any:
   * those that fail ten times are lost.
   */
  public void workOff() {
    arriving.shrink();
    for (Backlog each : List.of(backlog, pictures)) {
      each.nextRound();
      each.retry();
      each.drain(Long.MAX_VALUE);
    }
  }

  /** True if values could not be captured because of an error, and are to be tried again. */
  public boolean hasPostponed() {
    return backlog.hasPostponed() || pictures.hasPostponed();
  }

  /** True if values that were captured before this call wait to be worked on. */
  public boolean isWaiting() {
    return backlog.isWaiting() || arriving.isWaiting();
  }

  /**
   * Works on values that were captured before this call and wait, or are arriving, or waits for
   * other threads that do.
   *
   * @return false if more than {@value #MOST_WAITED} bytes of them had to be done and there are
   *     more, or if an error came between: they are not known yet
   */
  public boolean settle() {
    boolean isAll = arriving.capture();
    return settle(backlog) && isAll;
  }

  private static boolean settle(Backlog waiting) {
    waiting.retry();
    return waiting.drain(MOST_WAITED) && !waiting.hasPostponed();
  }

  /**
   * True for a value that is an address and nothing else: whoever has it can fetch what is there.
   * Pages of the own services are left out, files on them are not.
   */
  private boolean isLinkOut(String text) {
    if (!isLink(text)) {
      return false;
    }
    Spans own = IdSpans.captured(text, ownHosts);
    if (own.size() == 0 || own.start(0) > 0) {
      return true;
    }
    int query = text.indexOf('?');
    int end = query < 0 ? text.length() : query;
    int extension = end - text.lastIndexOf('.', end);
    return text.lastIndexOf('/', end) < end - extension
            && extension >= SHORTEST_EXTENSION
            && extension <= LONGEST_EXTENSION
        || query >= 0 && SIGNED.stream().anyMatch(name -> text.indexOf(name, query) >= 0);
  }

  private static boolean isLink(String text) {
    int scheme = text.indexOf("://");
    return scheme > 0
        && scheme <= LONGEST_SCHEME
        && text.length() <= LONGEST_LINK
        && text.chars().noneMatch(c -> c <= ' ');
  }

  /**
   * Declares a text as published: it never counts, even when captured, nor do the addresses,
   * numbers and links in it count by their looks. Not expiring.
   */
  public void publish(CharSequence text) {
    CanonicalText canonical = new CanonicalText();
    canonical.append(text);
    change(
        () -> {
          publish(canonical);
          publishedShapes.add(text.toString());
          memory.beside(published.bytes() + publishedShapes.bytes());
        });
  }

  /** Declares a file as published: a text as a text, any other as a whole. Not expiring. */
  public void publish(byte[] file) {
    if (FileKind.of(file) == null) {
      publish(new String(file, StandardCharsets.UTF_8));
      return;
    }
    change(
        () -> {
          published.add(FileFingerprints.hash(file, keys.get()));
          memory.beside(published.bytes() + publishedShapes.bytes());
        });
  }

  /** True if an address, number, link or file that a detector found is published. */
  public boolean isPublished(Shape shape, Leaf leaf) {
    long stamp = readLock();
    try {
      if (leaf instanceof Leaf.Binary binary) {
        return (shape.isFile() || shape == Shape.GENERATED_IMAGE)
            && published.size() > 0
            && published.contains(FileFingerprints.hash(binary.bytes(), keys.get()));
      }
      return leaf instanceof Leaf.Text text
          && (shape.isContact() || shape == Shape.SIGNED_LINK)
          && publishedShapes.areAll(text.value());
    } finally {
      lock.unlockRead(stamp);
    }
  }

  private void publish(CanonicalText canonical) {
    Keyed keyed = keys.get();
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
    if (canonical.length() > 0 && canonical.length() <= WholeValue.LONGEST) {
      published.add(keyed.hash(canonical.substring(0, canonical.length())));
    }
  }

  /**
   * Forgets all that is known of this document, of all sources, also what waits to be worked on.
   *
   * @return values that were known; -1 where that is not known, because this thread must leave it
   *     to another one
   */
  public int forget(String document) {
    return forget(false, keys.get().hash(document));
  }

  /**
   * Forgets all that is known of this owner, of all documents and sources, also what waits to be
   * worked on.
   *
   * @return values that were known; -1 where that is not known, because this thread must leave it
   *     to another one
   */
  public int forgetOwner(String owner) {
    return forget(true, keys.get().hash(owner));
  }

  private int forget(boolean isOwner, long hash) {
    long ticket = tickets.get();
    int[] forgotten = {-1};
    Runnable drop = () -> change(() -> forgotten[0] = dropNow(isOwner, hash, ticket));
    if (mayCaptureHere()) {
      backlog.drain(Long.MAX_VALUE);
    }
    if (!isDoneHere(drop)) {
      postpone(backlog, 0, drop); // after what was captured before
      return -1;
    }
    return forgotten[0];
  }

  private int dropNow(boolean isOwner, long hash, long ticket) {
    if (isIdle()) {
      memory.nothingWaits();
    } else {
      memory.dropWaiting(isOwner, hash, ticket);
    }
    return memory.drop(each -> (isOwner ? each.owner() : each.name()) == hash);
  }

  private boolean isIdle() {
    return !backlog.isWaiting() && !backlog.hasPostponed();
  }

  /** True if a search can leave out what was exchanged with the service that gets a payload. */
  public boolean hasPeers() {
    return hasPeers;
  }

  /** Counts a value that could not even be handed over because of an error. */
  public void lose(Throwable error) {
    backlog.lose(error);
  }

  /** Values that are not known, or not by their looks, because of errors. */
  public long lost() {
    return backlog.lost() + pictures.lost();
  }

  /** The class of the last error because of which a value was not captured at once, or null. */
  public @Nullable Class<?> lastError() {
    Class<?> error = backlog.lastError();
    return error == null ? pictures.lastError() : error;
  }

  /**
   * How much is known.
   *
   * @param documents values that are known
   * @param fingerprints of texts
   * @param thinnings values of which every other fingerprint was dropped for lack of room
   * @param evictions values dropped early for lack of room
   * @param partial values of which only a part is known, because their counted work was used up
   */
  public record Stats(
      int documents, long fingerprints, long bytes, long thinnings, long evictions, long partial) {}

  public Stats stats() {
    settleHere();
    long stamp = readLock();
    try {
      return new Stats(
          memory.values(),
          memory.grams.size(),
          memory.bytes(),
          memory.thinned(),
          memory.evicted(),
          partial);
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /** What is known of each source, in the order in which they were first seen. */
  public List<Remembered> remembered() {
    settleHere();
    long stamp = readLock();
    try {
      return memory.remembered();
    } finally {
      lock.unlockRead(stamp);
    }
  }

  private void settleHere() {
    if (mayCaptureHere()) {
      backlog.drain(Long.MAX_VALUE);
    }
    change(
        () -> {
          memory.expireIfDue();
          memory.tidy();
        });
  }

  private Captured captured(
      Origin origin, long value, CanonicalText text, Chosen chosen, boolean isLink) {
    return memory.add(
        origin.category(),
        origin.source(),
        origin.isPinned(),
        value,
        origin.owner(),
        origin.document(),
        chosen,
        text,
        keys.get(),
        isLink ? text.length() : 0,
        origin.peer());
  }

  /**
   * Finds protected content in a payload, with the payload's work: where that is used up, there may
   * be more.
   *
   * @param alsoHashed names of hash functions under which identifiers count too
   * @param own what is nobody's content at this recipient
   * @return in payload order of the first leaf, at most {@value Matcher#MAX_FINDINGS}
   */
  public List<Finding> match(
      Payload payload, Thresholds thresholds, Set<String> alsoHashed, OwnWords own) {
    return match(payload, thresholds, alsoHashed, own, Sought.ALL, Compared.Listener.NONE);
  }

  /**
   * The same, for whoever wants to know how runs were compared.
   *
   * @param sought which values are looked for
   * @param listener called on this thread, while nothing can be captured: it must not call back
   */
  public List<Finding> match(
      Payload payload,
      Thresholds thresholds,
      Set<String> alsoHashed,
      OwnWords own,
      Sought sought,
      Compared.Listener listener) {
    settle();
    long stamp = readLockNow();
    try {
      return memory.isEmpty()
          ? List.of()
          : new Matcher(
                  keys.get(),
                  memory,
                  published,
                  this::boilerplate,
                  thresholds,
                  !alsoHashed.isEmpty(),
                  own,
                  leaf -> ownValues.isOwn(own.processor(), leaf, payload.work()),
                  memory.meant(sought),
                  listener,
                  payload.work())
              .match(payload);
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /**
   * False if {@link #match} certainly finds nothing in the values of a request.
   *
   * @param alsoHashed true if identifiers count under hash functions too
   * @param work where it is used up, the answer is true
   */
  public boolean mayHold(Row row, boolean alsoHashed, Work work) {
    if (!settle()) {
      return true;
    }
    long stamp = readLockNow();
    try {
      return !memory.isEmpty() && row.mayHold(memory, keys.get(), alsoHashed, work);
    } catch (Work.UsedUp e) {
      return true;
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /**
   * Counts the values of a request that nothing was found in. A value that 20 requests had which
   * differ in another field is the application's own from then on: in the same field of this
   * processor, as a whole. Never one of which a source has captured anything by then.
   *
   * @param processor id of the recipient
   * @param path of the request
   * @param work where it is used up, the rest is not counted
   */
  public void learn(String processor, String path, Payload payload, Work work) {
    learn(processor, path, new OwnValues.Leaves(payload), work);
  }

  /** The same for values that no objects were made of. */
  public void learn(String processor, String path, Row row, Work work) {
    learn(processor, path, (OwnValues.Sent) row, work);
  }

  private void learn(String processor, String path, OwnValues.Sent sent, Work work) {
    long stamp = readLock();
    try {
      ownValues.learn(processor, path, sent, work, value -> isCaptured(value, work));
    } catch (Work.UsedUp e) {
      // Counted by the next request.
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /** True if a source has seen the value or a run of it, or if that is not known yet. */
  private boolean isCaptured(String value, Work work) {
    if (isWaiting() || backlog.hasPostponed()) {
      return true;
    }
    Keyed keyed = keys.get();
    CanonicalText text = new CanonicalText(value.length(), work);
    text.append(value);
    long whole = keyed.hash(text, 0, text.length());
    HotFilter filter = memory.filter();
    boolean isCaptured =
        filter.mayHave(whole) && memory.whole.first(whole) >= 0 || memory.cells.rowOf(whole) >= 0;
    long hash = 0;
    for (int i = 0; i < text.length() && !isCaptured; i++) {
      hash =
          i < Keyed.GRAM
              ? keyed.roll(hash, text.charAt(i))
              : keyed.roll(hash, text.charAt(i), text.charAt(i - Keyed.GRAM));
      int start = i - Keyed.GRAM + 1;
      long gram = Keyed.finish(hash);
      isCaptured =
          start >= 0 && filter.mayHave(gram) && memory.isKnownGram(gram, text, start, keyed);
    }
    return isCaptured;
  }

  /** Whole values that are the application's own, at most 1,024. */
  public List<OwnValue> ownValues() {
    return ownValues.list();
  }

  /** Values that were the application's own and had to make room for others. */
  public long ownValueEvictions() {
    return ownValues.evicted();
  }

  private Boilerplate boilerplate() {
    Boilerplate known = boilerplate;
    if (known == null) {
      known = new Boilerplate(keys.get());
      boilerplate = known; // by whichever thread: it is always the same
    }
    return known;
  }

  /**
   * Finds pictures that look like captured ones: scaled, recompressed, in another format. Takes
   * some ten milliseconds for each picture, so it is for places where pictures may go, after {@link
   * #match} has found nothing.
   *
   * @param sought which values are looked for
   * @param work charged by the number of pixels
   * @throws Work.UsedUp if there are more than the work allows
   */
  public List<Finding> matchPictures(Payload payload, Sought sought, Work work) {
    settle();
    if (!settle(pictures)) {
      work.charge(Long.MAX_VALUE >> 1); // not all captured pictures are known yet
    }
    long stamp = readLockNow();
    try {
      return Matcher.matchPictures(payload, memory.pictures, memory.meant(sought), work);
    } finally {
      lock.unlockRead(stamp);
    }
  }

  @Override
  public String toString() {
    return "ProtectedContent[" + stats() + "]";
  }
}
