package dev.flowguard.agent.spi;

import dev.flowguard.rules.request.RequestUrl;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * An authority, taken apart. The last ones are kept, as a client asks the same few hosts.
 *
 * @param whole as a head has it
 * @param port -1 where there is none
 */
public record Authority(String whole, String host, int port) {
  private static final int KEPT = 64;

  /** In UTF-16 units: a host name has 253 at most, and a port is six more. */
  private static final int LONGEST_KEPT = 260;

  /** By hash; of two with the same place, the last one. */
  private static final AtomicReferenceArray<Authority> LAST = new AtomicReferenceArray<>(KEPT);

  /** Allocates nothing for one of the last ones. */
  public static Authority of(String whole) {
    int place = whole.hashCode() & KEPT - 1;
    Authority known = LAST.get(place);
    if (known != null && known.whole.equals(whole)) {
      return known;
    }
    Authority next = parse(whole);
    if (whole.length() <= LONGEST_KEPT) {
      LAST.set(place, next);
    }
    return next;
  }

  private static Authority parse(String whole) {
    int colon = whole.lastIndexOf(':');
    if (colon < 0 || whole.indexOf(']', colon) >= 0) {
      return new Authority(whole, whole, -1);
    }
    int port = RequestUrl.parse("x://h" + whole.substring(colon)).port();
    return new Authority(whole, whole.substring(0, colon), port);
  }

  /** Lengths only. */
  @Override
  public String toString() {
    return "Authority[" + whole.length() + " chars]";
  }
}
