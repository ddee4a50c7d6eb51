package dev.flowguard.agent.contract;

/**
 * What a client may be able to do. {@link GateContract} tries each of them with every client that
 * does not say, with a reason, that it cannot.
 */
enum Ability {
  HTTP2(null),
  ASYNCHRONOUS_CALLS("asynchronous calls"),

  /** A call can be cancelled: {@link Sender#sendAndCancel}. */
  CANCELLING("cancelling"),

  /** A call can have a time-out: {@link Sender#sendWithin}. */
  TIMEOUTS("time-outs"),

  /** The client waits for the server's word before the body, by a header {@code Expect}. */
  EXPECT("`Expect`"),

  /** A redirect with status 307 or 308 is followed with method and body. */
  BODY_AFTER_REDIRECT("redirects with the body"),

  /** A call comes to an end where a server redirects it or asks for a password, body unread. */
  END_OF_UNREAD_BODY(null),

  /** A call that waits is judged on the thread that waits. */
  JUDGED_BY_CALLER(null),

  /**
   * In how many pieces a stream goes out is not chance, nor what still goes out of a cancelled one.
   */
  PREDICTABLE_STREAMS(null),

  /** What is flushed of a body reaches the server, over HTTP/1.1 too. */
  FLUSHED_PIECES(null),

  /** A stream of HTTP/2 that is stopped between two writes ends in the reason. */
  REASON_BETWEEN_WRITES(null),

  /** A connection of HTTP/2 outlives the failure of one of its streams. */
  CONNECTION_AFTER_FAILED_STREAM(null);

  /** In the table of {@code docs/coverage.md}; null for what only the tests need to know. */
  final String words;

  Ability(String words) {
    this.words = words;
  }
}
