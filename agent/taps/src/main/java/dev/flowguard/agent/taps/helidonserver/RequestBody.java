package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that some source captures. Its capture begins when it is read: many bodies
 * never are. For one thread at a time.
 */
final class RequestBody {
  private final Taps taps;
  private final String method;
  private final String path;
  private final MessageHead head;
  private @Nullable Tap tap;
  private boolean isRead;

  RequestBody(Taps taps, String method, String path, MessageHead head) {
    this.taps = taps;
    this.method = method;
    this.path = path;
    this.head = head;
  }

  /** Where its bytes go; null if there is no more room. */
  @Nullable Tap tap() {
    if (!isRead) {
      isRead = true;
      tap = taps.open(Taps.Side.REQUEST, method, path, head);
    }
    return tap;
  }

  /** Nothing more of it will be read. */
  void end() {
    if (tap != null) {
      tap.end();
    }
  }
}
