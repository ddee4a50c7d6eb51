package dev.flowguard.agent.tap;

/** A body of which more may come. Thread-safe. */
interface OpenBody {
  /** True if bytes have come that nobody has captured. Answers at once. */
  boolean isWaiting();

  /** Bytes that whoever captures it now has to look at. */
  long unread();

  /** Captures what has come, on this thread, or waits for another one that does. */
  void captureSoFar();

  /** Keeps less of what has come where that can be. */
  void shrink();
}
