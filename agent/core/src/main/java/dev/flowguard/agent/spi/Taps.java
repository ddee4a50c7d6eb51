package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/**
 * What the taps of servers and clients ask: whether a message is captured, and where its bytes go.
 * Thread-safe; never throws.
 */
public interface Taps {
  /** Which messages. */
  enum Side {
    /** Requests that the application serves. */
    REQUEST,
    /** What it answers to them. */
    RESPONSE
  }

  /**
   * True if some source captures bodies of such messages. To be asked once for each message, at the
   * first byte of its body; mostly allocates nothing where the answer is no.
   *
   * @param method in upper case
   * @param target as on the request line, absolute or not, decoded or not
   */
  boolean wants(Side side, String method, String target);

  /**
   * Begins the capture of a body.
   *
   * @return where its bytes go; null if no source captures it, or there is no more room
   */
  @Nullable Tap open(Side side, String method, String target, MessageHead head);

  /** What the taps of database drivers ask. */
  Rows rows();

  /** Notes that the tap of a server, client or driver has failed: what it saw may be unknown. */
  void failed(String library, Throwable error);
}
