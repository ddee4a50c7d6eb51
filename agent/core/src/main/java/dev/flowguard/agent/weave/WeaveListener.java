package dev.flowguard.agent.weave;

/**
 * Receives what becomes of clients' classes, on the thread that loads or looks at them. Never
 * throws, never waits.
 */
public interface WeaveListener {
  /** A class of a client was woven, for the first time or again. */
  void woven(String client);

  /** A client was built another way than its hook points say. It is left as it is. */
  void uncovered(String client, String why);

  /**
   * A class that is hooked is in use unwoven. Reported at each look until it is woven.
   *
   * @param className as in source code
   * @param why what the last attempt ended in, or how this was found
   */
  void unwoven(String client, String className, String why);

  /** A class that was reported as unwoven is woven now, or gone. */
  void recovered(String client, String className);
}
