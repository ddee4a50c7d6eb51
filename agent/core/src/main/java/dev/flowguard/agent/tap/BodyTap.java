package dev.flowguard.agent.tap;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.rules.capture.BodyReader;
import dev.flowguard.rules.capture.SectionReader;
import dev.flowguard.rules.capture.StreamReader;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.ProtectedContent.Value;
import dev.flowguard.rules.vocabulary.Match;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One body on its way to the application, or from it. It keeps the bytes until the body is
 * complete, and then has them captured; what has come until then is captured whenever somebody
 * judges a request.
 *
 * <p>Whoever adds holds a monitor for as long as a copy takes. Captures are made one after the
 * other, under a lock of their own.
 */
final class BodyTap implements Tap, OpenBody, ProtectedContent.Unread {
  /** As the bodies that gates hold; a longer one goes on as a {@link LongBody}. */
  static final int MOST_BYTES = 16 << 20;

  /** Bytes that a stream, or what may be one, keeps until a thread that has time looks at them. */
  static final int MOST_UNREAD = 1 << 10;

  private static final int FIRST_BYTES = 1 << 10;
  private static final int FIRST_BYTES_OF_STREAM = 1 << 8;

  /** How many times as much as has come there is room for, if so much is declared. */
  private static final int MOST_AHEAD = 8;

  private static final byte[] NOTHING = {};

  /** Of texts that come in pieces; with what is around them up to three times that. */
  private static final int MOST_STREAMED = 4 << 20;

  /**
   * Bytes up to which a body that grows is read from its start whenever somebody judges. A larger
   * one is when it has doubled and when it seems complete, so that the work stays in proportion.
   */
  private static final int MOST_READ_AGAIN = 1 << 20;

  private final OpenTaps taps;
  private final SourceValues values;
  private final @Nullable String type;
  private final @Nullable String encoding;
  private final int declared;

  // Guarded by this.
  private byte[] bytes = NOTHING;
  private int length;

  /** Bytes before those that are kept: a stream has taken them. */
  private long dropped;

  private boolean isCut;
  private boolean isEnding;

  /** What comes after as much as is held; null before. */
  private volatile @Nullable LongBody rest;

  /** Bytes that were captured, or about to be, when somebody last did. */
  private volatile long captured;

  private volatile long arrived;

  /** True while it is a stream, or may be one, of which each piece is read once. */
  private volatile boolean mayShrink;

  /** True once it is known to be a stream. */
  private volatile boolean isStream;

  /** Bytes that the stream has taken. */
  private volatile long streamed;

  private volatile boolean isShrinkAsked;

  private final ReentrantLock capturing = new ReentrantLock();

  // Guarded by the lock.
  private final GrowingValues growing;

  /** Of a body that is a stream, or may be one. */
  private @Nullable StreamReader stream;

  /** Bytes of the budget that the stream has. */
  private long streamCost;

  /** True once there was no room for all of the stream. */
  private boolean isStreamCut;

  private boolean hasUnfinished;

  /** True once the complete body was read: then its capture waits, is being made, or is done. */
  private boolean isRead;

  /** True if what was captured last is replaced by what will be next. */
  private boolean isSuperseded;

  private int readAt;

  /**
   * @param number of the body among all
   * @param declared length of the body; 0 if unknown
   * @param peer the service with which it is exchanged; null for what the application serves
   * @param mayStream true if its values may come in pieces, as answers of AI models do
   */
  BodyTap(
      OpenTaps taps,
      long number,
      SourceValues values,
      @Nullable String type,
      @Nullable String encoding,
      int declared,
      @Nullable String peer,
      boolean mayStream) {
    this.taps = taps;
    this.values = values;
    this.type = type;
    this.encoding = encoding;
    this.declared = declared;
    this.growing = new GrowingValues("\0unfinished " + number, peer);
    this.stream = mayStream ? new StreamReader(type, encoding, MOST_STREAMED) : null;
    this.mayShrink = stream != null && stream.isIncremental();
  }

  @Override
  public void add(byte[] from, int offset, int count) {
    if (count <= 0) {
      return;
    }
    try {
      int room = 0;
      if (rest == null) {
        synchronized (this) {
          room = room(count);
          System.arraycopy(from, offset, bytes, length, room);
          added(room);
        }
        askToShrink();
      }
      if (room < count) {
        goOn(ByteBuffer.wrap(from, offset + room, count - room));
      }
    } catch (Throwable e) {
      taps.lost(e);
    }
  }

  @Override
  public void add(ByteBuffer more) {
    int count = more.remaining();
    if (count <= 0) {
      return;
    }
    try {
      int room = 0;
      if (rest == null) {
        synchronized (this) {
          room = room(count);
          more.get(more.position(), bytes, length, room);
          added(room);
        }
        askToShrink();
      }
      if (room < count) {
        ByteBuffer left = more.duplicate();
        left.position(left.position() + room);
        goOn(left);
      }
    } catch (Throwable e) {
      taps.lost(e);
    }
  }

  /** Takes what is too much to be held. */
  private void goOn(ByteBuffer more) {
    LongBody present = rest;
    if (present == null && isLong()) {
      present = taps.goesOn(this);
      rest = present;
    }
    if (present != null) {
      present.add(more);
      return;
    }
    synchronized (this) {
      isCut |= !isEnding;
    }
  }

  /** False for a stream, and for a body that ends or is cut already. */
  private synchronized boolean isLong() {
    return !isEnding && !isCut && !mayShrink && SectionReader.canRead(encoding);
  }

  /** Makes room for more bytes; answers for how many. */
  private int room(int count) {
    if (isEnding || isCut) {
      return 0;
    }
    int wanted = Math.min(count, MOST_BYTES - length);
    if (length + wanted > bytes.length) {
      int size = size(length + wanted);
      if (!mayGrow(size)) {
        return Math.min(wanted, bytes.length - length);
      }
      bytes = Arrays.copyOf(bytes, size);
    }
    return wanted;
  }

  /** Of an array for so many bytes and more. */
  private int size(int needed) {
    if (declared >= needed && declared <= (long) MOST_AHEAD * needed) {
      return declared; // which may be a lie
    }
    int first = mayShrink ? FIRST_BYTES_OF_STREAM : FIRST_BYTES;
    return Math.min(MOST_BYTES, Math.max(Math.max(first, 2 * length), needed));
  }

  /** Takes memory out of the budget; of a larger body, not the last that there is. */
  private boolean mayGrow(int size) {
    long more = size - bytes.length;
    long left = size > SectionReader.SECTION ? LongBody.LEAST_BYTES + SectionReader.SECTION : 0;
    if (!taps.budget().take(more + left)) {
      return false;
    }
    taps.budget().giveBack(left);
    return true;
  }

  private void added(int room) {
    length += room;
    arrived = dropped + length;
  }

  private void askToShrink() {
    if (mayShrink && arrived - streamed > MOST_UNREAD && !isShrinkAsked) {
      isShrinkAsked = true;
      taps.content().arrivingHasGrown();
    }
  }

  /** Keeps of a stream what it says and no longer what it was read out of. */
  @Override
  public void shrink() {
    if (!isShrinkAsked) {
      return;
    }
    capturing.lock();
    try {
      isShrinkAsked = false;
      if (!isRead) {
        fed();
      }
    } finally {
      capturing.unlock();
    }
  }

  @Override
  public boolean isWaiting() {
    return arrived > captured;
  }

  @Override
  public long unread() {
    return isStream ? arrived - streamed : arrived;
  }

  @Override
  public void end() {
    LongBody present = rest;
    if (present != null) {
      present.end();
      return;
    }
    int size;
    synchronized (this) {
      if (isEnding) {
        return;
      }
      isEnding = true;
      size = length;
    }
    try {
      if (arrived > 0) {
        // Known to wait before the set of open taps loses it.
        taps.content().captureLater(size, this);
      }
    } catch (Throwable e) {
      taps.lost(e);
    } finally {
      taps.ended(this);
    }
  }

  /** All values of the body, which is complete. */
  @Override
  public List<Value> read() {
    capturing.lock();
    try {
      isRead = true;
      StreamReader present = fed();
      if (present != null) {
        return values(present.read(true));
      }
      return values(BodyReader.open(held(), type, encoding)); // nothing is added any more
    } finally {
      capturing.unlock();
    }
  }

  /** Leaves what it holds to whoever has the rest of the body; nothing is added any more. */
  byte[] stopReading() {
    capturing.lock();
    try {
      isRead = true;
      return held();
    } finally {
      capturing.unlock();
    }
  }

  /** All that it may hold. */
  synchronized byte[] held() {
    return length == bytes.length ? bytes : soFar();
  }

  @Nullable String type() {
    return type;
  }

  @Nullable String encoding() {
    return encoding;
  }

  SourceValues values() {
    return values;
  }

  private synchronized byte[] soFar() {
    return Arrays.copyOf(bytes, length);
  }

  private synchronized byte[] notStreamed() {
    return Arrays.copyOfRange(bytes, (int) (streamed - dropped), length);
  }

  /** The stream that this body is, with all that has come; null if it is none, as far as known. */
  private @Nullable StreamReader fed() {
    StreamReader present = stream;
    if (present == null) {
      return null;
    }
    byte[] more = isStreamCut ? NOTHING : notStreamed();
    if (more.length == 0) {
      return present.isStream() ? present : null;
    }
    present.add(more, 0, more.length);
    streamed += more.length;
    long cost = present.held() - streamCost;
    if (taps.budget().take(cost)) {
      streamCost += cost;
    } else {
      isStreamCut = true;
      synchronized (this) {
        isCut = true;
      }
    }
    if (!present.isOpen()) {
      closeStream();
      return null;
    }
    if (!present.isStream()) {
      return null;
    }
    isStream = true;
    dropStreamed();
    return present;
  }

  /** What a stream has taken is not needed any longer. */
  private synchronized void dropStreamed() {
    int end = (int) (streamed - dropped);
    byte[] kept = end == length ? NOTHING : Arrays.copyOfRange(bytes, end, length);
    taps.budget().giveBack(bytes.length - kept.length);
    bytes = kept;
    length = kept.length;
    dropped = streamed;
  }

  private void closeStream() {
    StreamReader present = stream;
    if (present != null) {
      present.close();
      stream = null;
      mayShrink = false;
      taps.budget().giveBack(streamCost);
      streamCost = 0;
    }
  }

  @Override
  public List<String> replaced() {
    capturing.lock();
    try {
      return hasUnfinished ? growing.names() : List.of();
    } finally {
      capturing.unlock();
    }
  }

  @Override
  public void over() {
    capturing.lock();
    try {
      closeStream();
    } finally {
      capturing.unlock();
    }
    synchronized (this) {
      taps.budget().giveBack(bytes.length);
      bytes = NOTHING;
      length = 0;
    }
  }

  private List<Value> values(BodyReader reader) {
    if (isCut() || reader.isPartial()) {
      values.partly();
    }
    return values.take(reader);
  }

  private synchronized boolean isCut() {
    return isCut;
  }

  /**
   * Captures what has come of a body that is not complete, on this thread, or waits for another one
   * that does.
   */
  @Override
  public void captureSoFar() {
    capturing.lock();
    try {
      // Not once it ends: between its end and the capture that then waits, nobody else has it.
      long size = arrived;
      if (isRead || size == captured) {
        return;
      }
      StreamReader present = fed();
      List<Value> found;
      if (present != null) {
        found = growing.next(present.read(false), values.sources());
      } else {
        byte[] body = soFar();
        size = body.length;
        if (size <= MOST_READ_AGAIN || size >= 2 * readAt || seemsComplete(body)) {
          readAt = body.length;
          found = growing.next(BodyReader.open(body, type, encoding), values.sources());
        } else {
          found = window(body);
        }
      }
      hasUnfinished |= !found.isEmpty();
      taps.content().captureNow(found, isSuperseded ? List.of(growing.superseded()) : List.of());
      isSuperseded = growing.hasGrowing();
      captured = size;
    } finally {
      capturing.unlock();
    }
  }

  /** True for a body that ends as its kind does: many applications never ask for more. */
  private static boolean seemsComplete(byte[] body) {
    int end = body.length;
    while (end > 0 && body[end - 1] <= ' ' && body[end - 1] >= 0) {
      end--;
    }
    byte last = end == 0 ? 0 : body[end - 1];
    return last == '}' || last == ']' || last == '-' && end > 1 && body[end - 2] == '-';
  }

  /**
   * What is new of a large body, as the text that it may be: to read all of it again costs more.
   */
  private List<Value> window(byte[] body) {
    int from = (int) Math.max(0, captured - GrowingValues.OVERLAP);
    String text = new String(body, from, body.length - from, StandardCharsets.UTF_8);
    List<Value> found = new ArrayList<>();
    if (!isNoise(text)) {
      for (DeclaredSource<Source.Messages> source : values.sources()) {
        if (source.match() == Match.TEXT) {
          found.add(growing.value(source, text));
        }
      }
    }
    return found;
  }

  private static boolean isNoise(String text) {
    int odd = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      odd += c == '\uFFFD' || c < ' ' && c != '\n' && c != '\r' && c != '\t' ? 1 : 0;
    }
    return odd > text.length() / 20;
  }

  /** Sizes only. */
  @Override
  public String toString() {
    return "BodyTap[" + arrived + " bytes]";
  }
}
