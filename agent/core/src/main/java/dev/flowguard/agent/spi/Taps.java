package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/**
 * What the taps of servers and clients ask: whether a message is captured, and where its bytes go.
 * Thread-safe; never throws.
 */
public interface Taps {
  /** Which messages, of those that the application serves or of those that it sends. */
  enum Side {
    REQUEST,
    RESPONSE
  }

  /**
   * True if some source captures bodies of such messages that the application serves. To be asked
   * once for each message, at the first byte of its body; mostly allocates nothing where the answer
   * is no.
   *
   * @param method in upper case
   * @param target as on the request line, absolute or not, decoded or not
   */
  boolean wants(Side side, String method, String target);

  /**
   * Begins the capture of a body that the application serves.
   *
   * @return where its bytes go; null if no source captures it, or there is no more room
   */
  @Nullable Tap open(Side side, String method, String target, MessageHead head);

  /**
   * True if some source captures bodies of such messages between the application and another
   * service. To be asked once for each message; allocates nothing for a host seen before where the
   * answer is no.
   *
   * @param host of the URL, as the client has it
   * @param port of the URL, that of the scheme where it names none; -1 if unknown
   * @param target as on the request line, absolute or not
   */
  boolean wantsExchange(Side side, String host, int port, String target);

  /**
   * Begins the capture of such a body: of an answer only if it is a success.
   *
   * @return where its bytes go; null if no source captures it, or there is no more room
   */
  @Nullable Tap openExchange(Side side, String host, int port, String target, MessageHead head);

  /** What the taps of database drivers ask. */
  Rows rows();

  /** What the taps of drivers of stores and brokers ask. */
  StoredValues stored();

  /** Notes that the tap of a server, client or driver has failed: what it saw may be unknown. */
  void failed(String library, Throwable error);
}
