package dev.flowguard.agent.guard;

import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Notices a captured document that stops requests of many callers: mostly a text that the
 * application sends to everybody, and that one user typed.
 *
 * <p>Requests are of different callers if they come from other code, or differ in URL or body; a
 * time in digits makes no difference, so that a retry is no other caller. At most {@value
 * #DOCUMENTS} documents are watched, the one that stopped nothing for longest goes first. Keeps
 * hashes only. Thread-safe; nothing here waits.
 */
final class StoppingDocuments {
  /** Callers of a minute that one document may stop without being noticed. */
  static final int MOST_STOPPED = 10;

  /** Documents that are noticed in an hour, each of them once. */
  static final int MOST_NOTICED = 10;

  private static final int DOCUMENTS = 256;
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  /** Bytes of a body that are compared, at its beginning and at its end. */
  private static final int COMPARED = 32 << 10;

  private static final int SHORTEST_TIME = 10;

  private final Map<Long, Stopped> documents =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Stopped> eldest) {
          return size() > DOCUMENTS;
        }
      };

  private long hourBegan;
  private int noticed;

  /** Callers that one document has stopped, the last ones. */
  private static final class Stopped {
    private final long[] callers = new long[MOST_STOPPED + 1];
    private final long[] times = new long[MOST_STOPPED + 1];
    private int count;
    private boolean isNoticed;
    private long noticedAt;

    /** True if as many others were stopped within the minute. */
    boolean isTooMany(long caller, long now) {
      int known = Math.min(count, callers.length);
      for (int i = 0; i < known; i++) {
        if (callers[i] == caller && now - times[i] <= MINUTE) {
          return false;
        }
      }
      int at = count % callers.length;
      callers[at] = caller;
      times[at] = now;
      count++;
      int oldest = count % callers.length;
      return count >= callers.length && now - times[oldest] <= MINUTE;
    }
  }

  /**
   * Notes a request that was stopped.
   *
   * @param document that it was stopped for, as findings name it
   * @param caller as {@link #caller} gives it
   * @param now in nanoseconds of {@link System#nanoTime}
   * @return true if that is to be reported: it is the eleventh of the minute, and neither this
   *     document nor ten others were reported in this hour
   */
  synchronized boolean isNoticed(long document, long caller, long now) {
    Stopped stopped = documents.computeIfAbsent(document, id -> new Stopped());
    if (!stopped.isTooMany(caller, now) || stopped.isNoticed && now - stopped.noticedAt <= HOUR) {
      return false;
    }
    if (noticed == 0 || now - hourBegan > HOUR) {
      hourBegan = now;
      noticed = 0;
    }
    if (noticed == MOST_NOTICED) {
      return false;
    }
    noticed++;
    stopped.isNoticed = true;
    stopped.noticedAt = now;
    return true;
  }

  /**
   * A number that differs where the caller does.
   *
   * @param frames of the application, innermost first
   */
  static long caller(OutboundRequest request, List<String> frames) {
    long hash = frames.hashCode();
    hash = 31 * hash + hash(request.url().getBytes(StandardCharsets.UTF_8));
    return request.body() instanceof Body.Held held ? 31 * hash + hash(held.bytes()) : hash;
  }

  private static long hash(byte[] bytes) {
    long hash = bytes.length;
    if (bytes.length <= 2 * COMPARED) {
      return hash(hash, bytes);
    }
    hash = hash(hash, Arrays.copyOf(bytes, COMPARED));
    return hash(hash, Arrays.copyOfRange(bytes, bytes.length - COMPARED, bytes.length));
  }

  /** Of all but times in digits. */
  private static long hash(long from, byte[] bytes) {
    long hash = from;
    for (int i = 0; i < bytes.length; ) {
      int end = i;
      while (end < bytes.length && bytes[end] >= '0' && bytes[end] <= '9') {
        end++;
      }
      boolean isTime = end - i >= SHORTEST_TIME && bytes[i] == '1';
      end = Math.max(end, i + 1);
      for (; i < end; i++) {
        hash = isTime ? hash : hash * 0x9e3779b97f4a7c15L + bytes[i] + 1;
      }
    }
    return hash ^ hash >>> 32;
  }

  /** Nothing of a request is in it. */
  @Override
  public String toString() {
    return "StoppingDocuments[at most " + DOCUMENTS + "]";
  }
}
