package dev.flowguard.agent.gates.nettyhttp2;

/** A stream whose frames do not go straight to the connection. Used by its event loop alone. */
interface Stream {
  /** Takes the next frame of this stream. */
  void take(Frame frame);

  /**
   * A later stream is about to open: the head must go now, or never. What may not go fails by
   * itself.
   */
  void sendHead();

  /** Gives everything up that has not been sent; true if the client hears of it by a write. */
  boolean drop(Throwable cause);
}
