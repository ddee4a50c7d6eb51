package dev.flowguard.rules.names;

import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Places;
import dev.flowguard.rules.request.RequestUrl;
import java.security.SecureRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts how many requests had a name, for each recipient and path template: a name that many
 * requests have is a field of an interface, not what one user wrote.
 *
 * <p>Holds keyed hashes, never a name. {@value #SLOTS} names at most; where there is no room, one
 * that was seen less often goes. Safe to call from any thread: a request that finds the table busy
 * is not counted, so nothing here waits.
 */
public final class SeenNames {
  /** Requests that must have had a name before it is shown, and the one in question. */
  static final int ENOUGH = 21;

  private static final int SLOTS = 1 << 14;
  private static final int PROBED = 8;

  /** Names of one request that are counted. */
  private static final int MOST_NAMES = 128;

  /** Steps of one location that are looked at. */
  private static final int MOST_STEPS = 32;

  /** Longer names are never shown on the ground that they were seen, in UTF-16 units. */
  static final int LONGEST = 64;

  /** Requests of one template that are all counted; after that, one of {@value #SAMPLE}. */
  private static final int COUNTED_FIRST = 64;

  private static final int SAMPLE = 16;
  private static final int COUNT_BITS = 7;
  private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;

  private final ReentrantLock lock = new ReentrantLock();

  /** Random; made with the first request that is counted. */
  private long seed;

  private long multiplier;
  private long[] keys = new long[0];

  /** In the low bits a count, above them the number of the request that was counted last. */
  private int[] counts = new int[0];

  private int request;

  /** Counts the names of one request. */
  public void learn(String recipient, RequestUrl url, Payload payload) {
    learn(recipient, url, Places.of(payload.leaves()));
  }

  /** Counts the names of one request, by the places of its values. */
  public void learn(String recipient, RequestUrl url, Places places) {
    if (!lock.tryLock()) {
      return;
    }
    try {
      if (keys.length == 0) {
        SecureRandom random = new SecureRandom();
        seed = random.nextLong();
        multiplier = random.nextLong() | 1;
        counts = new int[SLOTS]; // first: without memory for the keys nothing has changed
        keys = new long[SLOTS];
      }
      request = request + 1 & Integer.MAX_VALUE >> COUNT_BITS;
      long template = template(recipient, url.path());
      int before = count(template);
      see(template);
      if (before < COUNTED_FIRST || request % SAMPLE == 0) {
        learn(recipient, template, url, places);
      }
    } finally {
      lock.unlock();
    }
  }

  private void learn(String recipient, long template, RequestUrl url, Places places) {
    path(recipient, url.path());
    host(recipient, url.host());
    int left = MOST_NAMES;
    Location outer = null;
    for (int i = 0; i < places.size() && left > 0; i++) {
      int steps = MOST_STEPS;
      for (Location at = places.location(i);
          at != null && at != outer && steps > 0 && left > 0;
          at = at.outer()) {
        String name = at.name();
        if (name != null && name.length() <= LONGEST) {
          see(key(template, at.kind(), name, 0, name.length()));
          left--;
        }
        steps--;
      }
      outer = places.location(i).outer();
    }
  }

  /** True if enough requests of the same path template had this name. */
  boolean isSeen(String recipient, RequestUrl url, Location.Kind kind, String name) {
    lock.lock();
    try {
      long template = template(recipient, url.path());
      return isPlain(name) && count(key(template, kind, name, 0, name.length())) >= ENOUGH;
    } finally {
      lock.unlock();
    }
  }

  /** True if enough requests to this recipient had this segment after the same ones before it. */
  boolean isSegmentSeen(String recipient, String path, int start, int end) {
    lock.lock();
    try {
      long before = template(recipient, path.substring(0, start));
      return isPlain(path.substring(start, end))
          && count(key(before, Location.Kind.PATH, path, start, end)) >= ENOUGH;
    } finally {
      lock.unlock();
    }
  }

  /** True if enough requests to this recipient had this label in their host. */
  boolean isLabelSeen(String recipient, String label) {
    lock.lock();
    try {
      long key = key(start(recipient), Location.Kind.HOST, label, 0, label.length());
      return isPlain(label) && count(key) >= ENOUGH;
    } finally {
      lock.unlock();
    }
  }

  private void path(String recipient, String path) {
    long hash = start(recipient);
    int start = 1;
    while (start < path.length()) {
      int end = end(path, '/', start);
      if (end - start <= LONGEST) {
        see(key(hash, Location.Kind.PATH, path, start, end));
      }
      hash = step(hash, path, start, end);
      start = end + 1;
    }
  }

  private void host(String recipient, String host) {
    int start = 0;
    while (start < host.length()) {
      int end = end(host, '.', start);
      if (end - start <= LONGEST) {
        see(key(start(recipient), Location.Kind.HOST, host, start, end));
      }
      start = end + 1;
    }
  }

  private static int end(String text, char separator, int start) {
    int end = text.indexOf(separator, start);
    return end < 0 ? text.length() : end;
  }

  /** Of the path, with one and the same step for each segment that could be an id. */
  private long template(String recipient, String path) {
    long hash = start(recipient);
    int start = 1;
    while (start < path.length()) {
      int end = end(path, '/', start);
      hash = step(hash, path, start, end);
      start = end + 1;
    }
    return hash;
  }

  private long start(String recipient) {
    return hash(seed, recipient, 0, recipient.length());
  }

  private long step(long hash, String path, int start, int end) {
    return RequestUrl.isId(path, start, end)
        ? (hash ^ 1) * multiplier
        : hash(hash, path, start, end);
  }

  private long key(long hash, Location.Kind kind, String name, int start, int end) {
    long key = hash((hash ^ kind.ordinal() + 2) * multiplier, name, start, end);
    return key == 0 ? 1 : key;
  }

  private long hash(long from, String text, int start, int end) {
    long hash = from + (end - start);
    for (int i = start; i < end; i++) {
      hash = (hash ^ text.charAt(i)) * multiplier;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  private int count(long key) {
    int at = keys.length == 0 ? -1 : find(key);
    return at < 0 ? 0 : counts[at] & COUNT_MASK;
  }

  private int find(long key) {
    int home = (int) (key >>> 40) & SLOTS - 1;
    for (int i = 0; i < PROBED; i++) {
      int at = home + i & SLOTS - 1;
      if (keys[at] == key) {
        return at;
      }
    }
    return -1;
  }

  /** Counts once for each request. */
  private void see(long key) {
    int at = find(key);
    if (at < 0) {
      at = room(key);
      keys[at] = key;
      counts[at] = request << COUNT_BITS | 1;
      return;
    }
    int count = counts[at] & COUNT_MASK;
    if (counts[at] >> COUNT_BITS != request) {
      counts[at] = request << COUNT_BITS | Math.min(COUNT_MASK, count + 1);
    }
  }

  /** A free slot, or that of the name that was seen least often. */
  private int room(long key) {
    int home = (int) (key >>> 40) & SLOTS - 1;
    int least = home;
    for (int i = 0; i < PROBED; i++) {
      int at = home + i & SLOTS - 1;
      if (keys[at] == 0) {
        return at;
      }
      if ((counts[at] & COUNT_MASK) < (counts[least] & COUNT_MASK)) {
        least = at;
      }
    }
    return least;
  }

  /** Made of the characters of identifiers. */
  private static boolean isPlain(String name) {
    boolean plain = !name.isEmpty() && name.length() <= LONGEST;
    for (int i = 0; plain && i < name.length(); i++) {
      char c = name.charAt(i);
      plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "_-.$:".indexOf(c) >= 0;
    }
    return plain;
  }

  /** No name is in it. */
  @Override
  public String toString() {
    return "SeenNames[" + SLOTS + " slots]";
  }
}
