package dev.flowguard.agent.tap;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.rules.capture.BodyReader;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.ProtectedContent.Value;
import dev.flowguard.rules.vocabulary.Match;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One body on its way to the application. It keeps the bytes until the body is complete, and then
 * has them captured; what has come until then is captured whenever somebody judges a request.
 *
 * <p>Whoever adds holds a monitor for as long as a copy takes. Captures are made one after the
 * other, under a lock of their own.
 */
final class BodyTap implements Tap, ProtectedContent.Unread {
  /** As the bodies that gates hold. */
  static final int MOST_BYTES = 16 << 20;

  private static final int FIRST_BYTES = 1 << 10;

  /**
   * Characters of a growing text that are captured again with what follows them: a run and more.
   */
  private static final int OVERLAP = 128;

  /**
   * Bytes up to which a body that grows is read from its start whenever somebody judges. A larger
   * one is when it has doubled and when it seems complete, so that the work stays in proportion.
   */
  private static final int MOST_READ_AGAIN = 1 << 20;

  private final OpenTaps taps;
  private final List<TapSource> sources;
  private final List<@Nullable String> owners;
  private final List<@Nullable String> documents;
  private final @Nullable String type;
  private final @Nullable String encoding;

  /** Under which name values are known that are not complete. */
  private final String unfinished;

  // Guarded by this.
  private byte[] bytes = {};
  private int length;
  private boolean isCut;
  private boolean isEnded;

  /** Bytes that were captured, or about to be, when somebody last did. */
  private volatile int captured;

  private volatile int arrived;

  private final ReentrantLock capturing = new ReentrantLock();

  // Guarded by the lock.
  private final Map<String, Integer> known = new HashMap<>();
  private boolean hasUnfinished;
  private int readAt;

  /**
   * @param sources that capture it
   * @param owners of each source, as far as the head names them
   * @param documents likewise
   */
  BodyTap(
      OpenTaps taps,
      long number,
      List<TapSource> sources,
      List<@Nullable String> owners,
      List<@Nullable String> documents,
      @Nullable String type,
      @Nullable String encoding) {
    this.taps = taps;
    this.sources = sources;
    this.owners = owners;
    this.documents = documents;
    this.type = type;
    this.encoding = encoding;
    this.unfinished = "\0unfinished " + number;
  }

  @Override
  public void add(byte[] from, int offset, int count) {
    if (count <= 0) {
      return;
    }
    try {
      synchronized (this) {
        int room = room(count);
        System.arraycopy(from, offset, bytes, length, room);
        added(room, count);
      }
    } catch (Throwable e) {
      taps.lost(this, e);
    }
  }

  @Override
  public void add(ByteBuffer more) {
    int count = more.remaining();
    if (count <= 0) {
      return;
    }
    try {
      synchronized (this) {
        int room = room(count);
        more.get(more.position(), bytes, length, room);
        added(room, count);
      }
    } catch (Throwable e) {
      taps.lost(this, e);
    }
  }

  /** Makes room for more bytes; answers for how many. */
  private int room(int count) {
    if (isEnded || isCut) {
      return 0;
    }
    int wanted = Math.min(count, MOST_BYTES - length);
    if (length + wanted > bytes.length) {
      int size = Math.min(MOST_BYTES, Math.max(Math.max(FIRST_BYTES, 2 * length), length + wanted));
      if (!taps.budget().take(size - bytes.length)) {
        return Math.min(wanted, bytes.length - length);
      }
      bytes = Arrays.copyOf(bytes, size);
    }
    return wanted;
  }

  private void added(int room, int count) {
    length += room;
    arrived = length;
    isCut |= room < count && !isEnded;
  }

  /** True if bytes have come that nobody has captured. Answers at once. */
  boolean isWaiting() {
    return arrived > captured;
  }

  /** Bytes that have come so far. */
  int arrived() {
    return arrived;
  }

  @Override
  public void end() {
    int size;
    synchronized (this) {
      if (isEnded) {
        return;
      }
      isEnded = true;
      size = length;
    }
    try {
      if (size > 0) {
        // Known to wait before the set of open taps loses it.
        taps.content().captureLater(size, this);
      }
    } catch (Throwable e) {
      taps.lost(this, e);
    } finally {
      taps.ended(this);
    }
  }

  /** All values of the body, which is complete. */
  @Override
  public List<Value> read() {
    capturing.lock();
    try {
      byte[] body;
      synchronized (this) {
        body = Arrays.copyOf(bytes, length);
      }
      return values(BodyReader.open(body, type, encoding));
    } finally {
      capturing.unlock();
    }
  }

  @Override
  public @Nullable String replaced() {
    capturing.lock();
    try {
      return hasUnfinished ? unfinished : null;
    } finally {
      capturing.unlock();
    }
  }

  @Override
  public synchronized void over() {
    taps.budget().giveBack(bytes.length);
    bytes = new byte[0];
    length = 0;
  }

  private List<Value> values(BodyReader reader) {
    List<Value> values = new ArrayList<>();
    boolean isPartial = isCut() || reader.isPartial();
    for (int i = 0; i < sources.size(); i++) {
      TapSource source = sources.get(i);
      String owner = owner(reader, i);
      String document = document(reader, i);
      int before = values.size();
      for (Leaf leaf : reader.take(source.source().selection())) {
        Object content = content(leaf, source.match());
        if (content != null) {
          values.add(value(source, content, owner, document));
        }
      }
      source.captured(values.size() - before);
      if (isPartial) {
        source.partly();
      }
    }
    return values;
  }

  private synchronized boolean isCut() {
    return isCut;
  }

  private static Value value(
      TapSource source, Object content, @Nullable String owner, @Nullable String document) {
    return new Value(
        source.category(), source.match(), source.source().declared(), content, owner, document);
  }

  private @Nullable String owner(BodyReader reader, int source) {
    var place = sources.get(source).source().selection().owner();
    return place == null || place.where().isHead() ? owners.get(source) : reader.textAt(place);
  }

  private @Nullable String document(BodyReader reader, int source) {
    var place = sources.get(source).source().selection().document();
    return place == null || place.where().isHead() ? documents.get(source) : reader.textAt(place);
  }

  /** The text or file of a value; null if it is too short to be recognised. */
  private static @Nullable Object content(Leaf leaf, Match match) {
    if (leaf instanceof Leaf.Binary binary) {
      return binary.bytes();
    }
    if (!(leaf instanceof Leaf.Text text)) {
      return null;
    }
    return Letters.areEnough(text.value(), match) ? text.value() : null;
  }

  /**
   * Captures what has come of a body that is not complete, on this thread, or waits for another one
   * that does.
   */
  void captureSoFar() {
    capturing.lock();
    try {
      byte[] body;
      synchronized (this) {
        if (isEnded || length == captured) {
          return;
        }
        body = Arrays.copyOf(bytes, length);
      }
      List<Value> values;
      if (body.length <= MOST_READ_AGAIN || body.length >= 2 * readAt || seemsComplete(body)) {
        readAt = body.length;
        values = grown(BodyReader.open(body, type, encoding));
      } else {
        values = window(body);
      }
      hasUnfinished |= !values.isEmpty();
      taps.content().captureNow(values);
      captured = body.length;
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
    int from = Math.max(0, captured - OVERLAP);
    String text = new String(body, from, body.length - from, StandardCharsets.UTF_8);
    List<Value> values = new ArrayList<>();
    if (!isNoise(text)) {
      for (TapSource source : sources) {
        if (source.match() == Match.TEXT) {
          values.add(value(source, text, null, unfinished));
        }
      }
    }
    return values;
  }

  private static boolean isNoise(String text) {
    int odd = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      odd += c == '\uFFFD' || c < ' ' && c != '\n' && c != '\r' && c != '\t' ? 1 : 0;
    }
    return odd > text.length() / 20;
  }

  private List<Value> grown(BodyReader reader) {
    List<Value> values = new ArrayList<>();
    for (TapSource source : sources) {
      int number = 0;
      for (Leaf leaf : reader.take(source.source().selection())) {
        String place = source.source().declared() + ' ' + number++;
        int from = known.getOrDefault(place, 0);
        Object content = leaf.size() > from ? grown(leaf, from, source.match()) : null;
        if (content != null) {
          known.put(place, leaf.size());
          values.add(value(source, content, null, unfinished));
        }
      }
    }
    return values;
  }

  /** What is new of a value, with a little of what was there before; null if that is too short. */
  private static @Nullable Object grown(Leaf leaf, int from, Match match) {
    if (leaf instanceof Leaf.Text text && match == Match.TEXT && from > OVERLAP) {
      return text.value().substring(from - OVERLAP);
    }
    // A file that grows is taken each time that it has doubled, so that the work stays in
    // proportion.
    return leaf instanceof Leaf.Binary && leaf.size() < 2 * from ? null : content(leaf, match);
  }

  /** Sizes only. */
  @Override
  public String toString() {
    return "BodyTap[" + arrived + " bytes]";
  }
}
